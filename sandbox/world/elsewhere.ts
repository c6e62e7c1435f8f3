// Hosts that are not AWS: Kubernetes APIs by their endpoints, the site by its names, HCP Terraform.
import { type HttpRequest, HttpResponse } from '@smithy/protocol-http'
import type { KubernetesCluster } from '../kubernetes/cluster.ts'
import type { WordPress } from './wordpress.ts'
import { type FileAnswer, pathOfRequest, type SiteFiles } from './wp-content/files-of-site.ts'

export interface Host {
  readonly is: (hostname: string) => boolean
  /** Never settles where nobody answers; the transport makes that a timeout. */
  readonly handle: (request: HttpRequest) => Promise<HttpResponse>
}

/** Nothing else can be reached. */
export const elsewhereOf =
  (hosts: readonly Host[]) =>
  async (request: HttpRequest): Promise<HttpResponse> => {
    const host = hosts.find(each => each.is(request.hostname))
    if (host) return host.handle(request)
    throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${request.hostname}`), { name: 'Error', code: 'ENOTFOUND' })
  }

export const silence = (): Promise<never> => new Promise(() => undefined)

interface Cluster {
  readonly region: string
  readonly kubernetes: KubernetesCluster
  readonly isDark: () => boolean
}

/** Every endpoint of EKS in that region: a world has one cluster in each. */
export const clusterHost = ({ region, kubernetes, isDark }: Cluster): Host => ({
  is: hostname => hostname.endsWith(`.${region}.eks.amazonaws.com`),
  handle: async request => (isDark() ? silence() : (await kubernetes.handle(request)).response),
})

/** What answers a request for a page or a file. */
export interface Front {
  readonly site: WordPress
  readonly siteFiles: SiteFiles
}

/** @param front who answers now; undefined when nobody does */
export const siteHost = (url: string, front: () => Front | undefined): Host => {
  const { hostname: own } = new URL(url)
  return {
    is: hostname => hostname === own,
    handle: async request => {
      const found = front()
      if (!found) return silence()
      const file = pathOfRequest(request.path)
      return file === undefined ? page(found.site, request) : attachment(found.siteFiles.get(file))
    },
  }
}

function page(site: WordPress, { query, path }: HttpRequest): HttpResponse {
  const id = Number(query?.p ?? 0)
  const answer = path === '/' && id > 0 ? site.post(id) : site.home()
  return new HttpResponse({
    statusCode: answer.status,
    headers: { 'content-type': 'text/html' },
    body: Buffer.from(answer.body),
  })
}

const attachment = ({ status, body }: FileAnswer): HttpResponse =>
  new HttpResponse({
    statusCode: status,
    headers: { 'content-type': status === 200 ? 'application/octet-stream' : 'text/html' },
    body: Buffer.from(body),
  })

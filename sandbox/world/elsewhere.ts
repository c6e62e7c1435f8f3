// Hosts that are not AWS: the Kubernetes API by its endpoint, the site by its name.
import { type HttpRequest, HttpResponse } from '@smithy/protocol-http'
import type { Platform } from '../../domain/platform.ts'
import type { KubernetesCluster } from '../kubernetes/cluster.ts'
import type { WordPress } from './wordpress.ts'
import { type FileAnswer, pathOfRequest, type SiteFiles } from './wp-content/files-of-site.ts'

interface Routes {
  readonly platform: Platform
  readonly kubernetes: KubernetesCluster
  readonly site: WordPress
  readonly siteFiles: SiteFiles
}

/** The Kubernetes API by its endpoint, the site by its name; nothing else can be reached. */
export function elsewhereOf({
  platform,
  kubernetes,
  site,
  siteFiles,
}: Routes): (request: HttpRequest) => Promise<HttpResponse> {
  const siteHost = new URL(platform.application.url).hostname
  return async request => {
    if (request.hostname.includes('.eks.')) return (await kubernetes.handle(request)).response
    const file = pathOfRequest(request.path)
    if (request.hostname === siteHost && file !== undefined) return attachment(siteFiles.get(file))
    if (request.hostname === siteHost) return page(site, request)
    throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${request.hostname}`), { name: 'Error', code: 'ENOTFOUND' })
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

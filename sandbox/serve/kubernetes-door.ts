// From a socket to the simulated API server. kubectl sends no token over plain HTTP, so the address says who is asking.
import { HttpRequest, type HttpResponse } from '@smithy/protocol-http'
import { eksToken } from '../../lambdas/gateways/eks-token.ts'
import type { World } from '../world/world.ts'
import { type Incoming, Turned } from './incoming.ts'
import { identityOf } from './roles.ts'

/** `/_muster/kubernetes/<role>/api/v1/…` */
export const KUBERNETES = '/_muster/kubernetes/'

export interface AskedOfKubernetes {
  readonly request: HttpRequest
  readonly role: string
}

/** The request as the cluster's own endpoint would have met it, with the role's token. @throws Turned when there is no such role */
export async function kubernetesRequest(world: World, incoming: Incoming): Promise<AskedOfKubernetes> {
  const { method, path, query, headers, body } = incoming
  const [role = '', ...rest] = path.slice(KUBERNETES.length).split('/')
  const identity = identityOf(world, decodeURIComponent(role))
  if (!identity) throw new Turned(401, `there is no role "${role}": the address is ${KUBERNETES}<role>/api/…`)
  const { region, clock, platform } = world
  const { clusterName } = platform.kubernetes
  const token = await eksToken({ clusterName, region: region.name, credentials: identity.key, clock })()
  // The API server keeps `Authorization` for itself; a session of a service behind it is in a cookie.
  const said = { 'content-type': headers['content-type'] ?? '', accept: headers.accept ?? '' }
  const request = new HttpRequest({
    method,
    hostname: `${clusterName}.eks.amazonaws.com`,
    path: `/${rest.join('/')}`,
    query,
    headers: { ...said, ...(headers.cookie && { cookie: headers.cookie }), authorization: `Bearer ${token}` },
    body,
  })
  return { request, role }
}

export async function askKubernetes(world: World, { request }: AskedOfKubernetes): Promise<HttpResponse> {
  return (await world.kubernetes.handle(request)).response
}

/** For `kubectl --kubeconfig`: one context for each of these roles, the first of them current. */
export function kubeconfig(url: string, platform: World['platform'], roles: readonly string[]): string {
  const { namespace, clusterName } = platform.kubernetes
  const named = (name: string, more: object) => ({ name, ...more })
  return JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: roles.map(role => named(role, { cluster: { server: `${url}${KUBERNETES}${role}` } })),
      users: roles.map(role => named(role, { user: {} })),
      contexts: roles.map(role =>
        named(`${clusterName}-${role}`, { context: { cluster: role, user: role, namespace } }),
      ),
      'current-context': `${clusterName}-${roles[0] ?? ''}`,
    },
    null,
    2,
  )
}

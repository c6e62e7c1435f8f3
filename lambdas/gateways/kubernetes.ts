// Kubernetes, as handlers speak to it: a few verbs over the kinds that recovery touches.
import { changeAsSeen } from './kubernetes/as-seen.ts'
import { type ConnectionOptions, connection, type Request, type Send } from './kubernetes/connection.ts'
import { KubernetesConflict, KubernetesInvalid } from './kubernetes/errors.ts'
import { type Place, pathOf, type Resource, resources } from './kubernetes/resources.ts'
import { watchThrough } from './kubernetes/watch.ts'
import type { Deployment, Pod, Wire } from './kubernetes/wire.ts'

export type { ClusterAddress, ConnectionOptions, RequestHandler } from './kubernetes/connection.ts'
export * from './kubernetes/errors.ts'
export { type Place, type Resource, resources } from './kubernetes/resources.ts'
export { type RolloutState, rolloutState } from './kubernetes/rollout.ts'
export { type Watch, type Watched, watchedName } from './kubernetes/watch.ts'
export type * from './kubernetes/wire.ts'

export type KubernetesGateway = ReturnType<typeof kubernetesGateway>

export interface Scale {
  /** Wanted. */
  readonly replicas: number
  /** Counted by the controller, without pods that are terminating. */
  readonly current: number
  /** Label selector of its pods. */
  readonly selector: string
  readonly version: string
}

export interface ListOptions {
  readonly namespace?: string
  /** Label selector, e.g. `app=wordpress`. */
  readonly labels?: string
  readonly fields?: string
}

export interface JsonPatchStep {
  readonly op: 'add' | 'remove' | 'replace' | 'test' | 'move' | 'copy'
  readonly path: string
  readonly from?: string
  readonly value?: unknown
}

export interface DeleteOptions {
  /** What becomes of dependants; `Background` removes them after it. A Job's own default would leave its pods. */
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan'
  /** Deletes only this very object: refused with a conflict when another has taken the name. */
  readonly uid?: string
}

interface Versioned {
  readonly metadata: { readonly resourceVersion: string }
}

interface PatchBody {
  readonly metadata?: object
  readonly spec?: object
}

type Draft<T> = Partial<Omit<T, 'metadata' | 'apiVersion' | 'kind' | 'status'>> & {
  readonly metadata: Wire<{
    name: string
    namespace?: string
    labels?: Record<string, string>
    annotations?: Record<string, string>
  }>
}

const merge = 'application/merge-patch+json'
const restartedAt = 'kubectl.kubernetes.io/restartedAt'
/** Any annotation that changes makes External Secrets sync; this is the one its documentation uses. */
const forceSync = 'force-sync'
const pageSize = 250

/** Every call is tried three times. Absent objects are `undefined`; see {@link KubernetesForbidden} and its kin. */
export function kubernetesGateway(options: ConnectionOptions) {
  const { send, open } = connection(options)
  const verbs = { ...reading(send), ...writing(send) }
  const { patch, get, list } = verbs

  return {
    ...verbs,
    ...scaling(send),
    ...watchThrough(open),

    /**
     * Replaces the pods by changing an annotation of their template, as `kubectl rollout restart` does.
     * @param at RFC 3339. A fixed instant of the run: the same value again changes nothing.
     */
    restart: (deployment: Required<Place>, at: string): Promise<Deployment | undefined> =>
      patch(resources.deployment, deployment, {
        spec: { template: { metadata: { annotations: { [restartedAt]: at } } } },
      }),

    /** Asks External Secrets to read its source now. The same stamp again asks for nothing. */
    forceSync: (externalSecret: Required<Place>, stamp: string) =>
      patch(resources.externalSecret, externalSecret, { metadata: { annotations: { [forceSync]: stamp } } }),

    /** The keys of a Secret, decoded. Not for state, not for logs. */
    async readSecret(secret: Required<Place>): Promise<Readonly<Record<string, string>> | undefined> {
      const found = await get(resources.secret, secret)
      const entries = Object.entries(found?.data ?? {})
      return found && Object.fromEntries(entries.map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]))
    },

    /** Pods with these labels, the terminating ones included: none is what "gone" means. */
    podsOf: (namespace: string, labels: string): Promise<readonly Pod[]> => list(resources.pod, { namespace, labels }),
  }
}

function reading(send: Send) {
  return {
    async get<T>(resource: Resource<T>, place: Place): Promise<T | undefined> {
      const asked = { verb: 'get', resource: resource.plural, ...place }
      return present<T>(await send({ method: 'GET', path: pathOf(resource, place), asked }))
    },

    /** All pages. Items of built-in kinds carry neither `kind` nor `apiVersion`. */
    async list<T>(resource: Resource<T>, { namespace, labels, fields }: ListOptions): Promise<readonly T[]> {
      const asked = { verb: 'list', resource: resource.plural, ...(namespace !== undefined && { namespace }) }
      const selectors = { ...(labels && { labelSelector: labels }), ...(fields && { fieldSelector: fields }) }
      const items: T[] = []
      let next: string | undefined
      do {
        const query = { ...selectors, limit: String(pageSize), ...(next && { continue: next }) }
        const { text } = await send({ method: 'GET', path: pathOf(resource, { namespace }), query, asked })
        const page: { items: T[]; metadata: { continue?: string } } = JSON.parse(text)
        items.push(...page.items)
        next = page.metadata.continue
      } while (next)
      return items
    },

    /** GET on a service, through the API server. `port` is a number or a name. Absent services are `undefined`. */
    async getFromService(service: ServicePlace, path: string, cookie?: string): Promise<string | undefined> {
      const { status, text } = await askService(send, service, { method: 'GET', path, ...(cookie && { cookie }) })
      return status === 404 ? undefined : text
    },
  }
}

export type ServicePlace = Required<Place> & { readonly port: number | string }

interface Asking {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly body?: object
  readonly cookie?: string
}

/** The name that RBAC limits `services/proxy` to is the one in the path, port included. */
function askService(send: Send, { namespace, name, port }: ServicePlace, { method, path, body, cookie }: Asking) {
  const verb = { GET: 'get', POST: 'create', DELETE: 'delete' }[method]
  const [address = '', query = ''] = path.split('?')
  return send({
    method,
    path: `/api/v1/namespaces/${namespace}/services/${name}:${port}/proxy${address}`,
    query: Object.fromEntries(new URLSearchParams(query)),
    ...(body && { body }),
    ...(cookie && { cookie }),
    asked: { verb, resource: 'services/proxy', namespace, name: `${name}:${port}` },
  })
}

function writing(send: Send) {
  const { get } = reading(send)
  const sendTo = (service: ServicePlace, asking: Asking) => askService(send, service, asking)
  const change = async <T>(resource: Resource<T>, place: Place, content: Pick<Request, 'body' | 'contentType'>) => {
    const asked = { verb: 'patch', resource: resource.plural, ...place }
    return present<T>(await send({ method: 'PATCH', path: pathOf(resource, place), ...content, asked }))
  }
  return {
    /** Merge patch: null removes a field, lists are replaced whole. Custom resources accept it as built-ins do. */
    patch: <T>(resource: Resource<T>, place: Place, body: object): Promise<T | undefined> =>
      change(resource, place, { body, contentType: merge }),

    /**
     * A merge patch of the object as it is seen: {@link changeAsSeen}.
     * @param body undefined where nothing is to be changed
     * @returns what was seen first; undefined when there is no such object
     */
    patchAsSeen: <T extends Versioned>(resource: Resource<T>, place: Place, body: (seen: T) => PatchBody | undefined) =>
      changeAsSeen<T>(
        () => get(resource, place),
        seen => {
          const given = body(seen)
          const metadata = { ...given?.metadata, resourceVersion: seen.metadata.resourceVersion }
          return given && change(resource, place, { body: { ...given, metadata }, contentType: merge })
        },
      ),

    /** JSON patch: not safe to repeat unless its steps are. */
    jsonPatch: <T>(resource: Resource<T>, place: Place, steps: readonly JsonPatchStep[]): Promise<T | undefined> =>
      change(resource, place, { body: steps, contentType: 'application/json-patch+json' }),

    /** Creates, or finds what has the name: the caller compares. An answer lost on the way looks like the latter. */
    async create<T>(
      resource: Resource<T>,
      object: Draft<T>,
    ): Promise<{ readonly object: T; readonly created: boolean }> {
      const { name, namespace } = object.metadata
      const asked = { verb: 'create', resource: resource.plural, name, ...(namespace !== undefined && { namespace }) }
      const body = { apiVersion: resource.apiVersion, kind: resource.kind, ...object }
      try {
        const { status, text } = await send({ method: 'POST', path: pathOf(resource, { namespace }), body, asked })
        if (status !== 404) return { object: JSON.parse(text), created: true }
        throw new KubernetesInvalid(JSON.parse(text).message ?? 'its namespace does not exist', { asked, status })
      } catch (error) {
        const taken = error instanceof KubernetesConflict && error.reason === 'AlreadyExists'
        const found = taken ? await get(resource, { namespace, name }) : undefined
        if (found === undefined) throw error
        return { object: found, created: false }
      }
    },

    /** POST to a service, through the API server. */
    postToService: (service: ServicePlace, path: string, { body, cookie }: Pick<Asking, 'body' | 'cookie'> = {}) =>
      sendTo(service, { method: 'POST', path, ...(body && { body }), ...(cookie && { cookie }) }),

    /** DELETE on a service, through the API server. */
    deleteOnService: (service: ServicePlace, path: string, cookie: string) =>
      sendTo(service, { method: 'DELETE', path, cookie }),

    /** Asks for deletion. `deleting` means that grace, a finalizer or dependants hold it back; `gone` that nothing does. */
    async delete(resource: Resource<unknown>, place: Place, { propagation, uid }: DeleteOptions = {}) {
      const asked = { verb: 'delete', resource: resource.plural, ...place }
      const body = { propagationPolicy: propagation ?? 'Background', ...(uid && { preconditions: { uid } }) }
      const { status, text } = await send({ method: 'DELETE', path: pathOf(resource, place), body, asked })
      if (status === 404) return 'gone'
      return JSON.parse(text).metadata?.deletionTimestamp === undefined ? 'gone' : 'deleting'
    },
  }
}

function scaling(send: Send) {
  const scale = async (
    resource: Resource<unknown>,
    place: Required<Place>,
    change?: { readonly replicas: number; readonly version?: string | undefined },
  ): Promise<Scale | undefined> => {
    const asked = { verb: change ? 'patch' : 'get', resource: `${resource.plural}/scale`, ...place }
    const path = `${pathOf(resource, place)}/scale`
    const body = change && {
      spec: { replicas: change.replicas },
      ...(change.version !== undefined && { metadata: { resourceVersion: change.version } }),
    }
    const answer = await send({ method: change ? 'PATCH' : 'GET', path, body, contentType: merge, asked })
    const found = present<ScaleObject>(answer)
    if (!found) return undefined
    // Zeroes are left out of the JSON.
    const { replicas = 0 } = found.spec ?? {}
    const { replicas: current = 0, selector = '' } = found.status ?? {}
    return { replicas, current, selector, version: found.metadata.resourceVersion }
  }
  return {
    getScale: (resource: Resource<unknown>, place: Required<Place>) => scale(resource, place),
    /** The same count again changes nothing. Argo CD undoes it unless self-heal is paused. */
    patchScale: (resource: Resource<unknown>, place: Required<Place>, replicas: number) =>
      scale(resource, place, { replicas }),
    /** @returns the replicas wanted before; undefined when there is no such object */
    async rescale(resource: Resource<unknown>, place: Required<Place>, next: (now: number) => number) {
      const found = await changeAsSeen(
        () => scale(resource, place),
        ({ replicas, version }) =>
          next(replicas) === replicas ? undefined : scale(resource, place, { replicas: next(replicas), version }),
      )
      return found?.replicas
    },
  }
}

interface ScaleObject {
  readonly metadata: { readonly resourceVersion: string }
  readonly spec?: { readonly replicas?: number }
  readonly status?: { readonly replicas?: number; readonly selector?: string }
}

function present<T>({ status, text }: { readonly status: number; readonly text: string }): T | undefined {
  return status === 404 ? undefined : JSON.parse(text)
}

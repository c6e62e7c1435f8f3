// Grafana behind the API server: its health, what it holds, and its dashboards read and written.
import type { Folder, Source, WholeDashboard } from '../../domain/monitoring/dashboards.ts'
import type { Platform } from '../../domain/platform.ts'
import type { Environment } from '../environment.ts'
import { nameOf } from './errors.ts'
import type { KubernetesGateway, ServicePlace } from './kubernetes.ts'
import { kubernetesOf } from './kubernetes-of.ts'

/** Most that a search gives at once is 5000; 1000 unless asked (aws-behaviour C33). */
const PAGE = 1000
const LOGIN_COOKIE = /^grafana_session=/

export interface Hit {
  readonly uid: string
  readonly title: string
}

export const grafana = (environment: Environment) => ({
  of: (clusterName: string, { namespace, grafana }: Platform['monitoring']) => {
    const kubernetes = kubernetesOf(environment, clusterName)
    const service = { namespace, name: grafana.service, port: grafana.port }
    return {
      /** Why it does not serve; null when it does and its database answers. */
      async notHealthy(): Promise<string | null> {
        try {
          const said = await kubernetes.getFromService(service, '/api/health')
          if (said === undefined) return `there is no service ${namespace}/${grafana.service}`
          const { database } = JSON.parse(said) as { database?: string }
          return database === 'ok' ? null : `its database is ${database}`
        } catch (error) {
          if (nameOf(error) !== 'KubernetesUnavailable') throw error
          return Error.isError(error) ? error.message : 'it does not answer'
        }
      },
      /** Undefined when Grafana refuses the account that its Secret names. */
      enter: async () => {
        const secret = await kubernetes.readSecret({ namespace, name: grafana.adminSecret })
        const cookie = secret && (await login(kubernetes, service, secret))
        return cookie === undefined ? undefined : session(kubernetes, service, cookie)
      },
    }
  },
})

export type Entered = ReturnType<typeof session>

/**
 * The API server takes the authorization header for itself, so a password in one never reaches Grafana: its own login
 * takes it in the body and answers with a cookie, which is passed on.
 */
async function login(
  kubernetes: KubernetesGateway,
  service: ServicePlace,
  secret: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const body = { user: secret['admin-user'] ?? 'admin', password: secret['admin-password'] ?? '' }
  try {
    const { cookies } = await kubernetes.postToService(service, '/login', { body })
    return cookies.find(each => LOGIN_COOKIE.test(each))
  } catch (error) {
    if (nameOf(error) === 'KubernetesUnauthorized') return undefined
    throw error
  }
}

function session(kubernetes: KubernetesGateway, service: ServicePlace, cookie: string) {
  const get = async <T>(path: string): Promise<T | undefined> => {
    const text = await kubernetes.getFromService(service, path, cookie)
    return text === undefined ? undefined : (JSON.parse(text) as T)
  }
  const post = (path: string, body: object) => kubernetes.postToService(service, path, { body, cookie })
  return {
    /** Without `type` the search returns folders as well. */
    async dashboards(): Promise<readonly Hit[]> {
      const found: Hit[] = []
      for (let page = 1; ; page++) {
        const hits = (await get<Hit[]>(`/api/search?type=dash-db&limit=${PAGE}&page=${page}`)) ?? []
        found.push(...hits.map(({ uid, title }) => ({ uid, title })))
        if (hits.length < PAGE) return found
      }
    },
    folders: async (): Promise<readonly Folder[]> =>
      ((await get<Folder[]>(`/api/folders?limit=${PAGE}`)) ?? []).map(({ uid, title }) => ({ uid, title })),
    /** Grafana never tells what is secret in them. */
    sources: async (): Promise<readonly Source[]> => (await get<Source[]>('/api/datasources')) ?? [],
    dashboard: (uid: string) => get<WholeDashboard>(`/api/dashboards/uid/${encodeURIComponent(uid)}`),
    ...writing(post, path => kubernetes.deleteOnService(service, path, cookie)),
  }
}

function writing(post: (path: string, body: object) => Promise<unknown>, remove: (path: string) => Promise<unknown>) {
  /** What has the name or uid already is left as it is. */
  const unlessThere = async (path: string, body: object): Promise<boolean> => {
    try {
      await post(path, body)
      return true
    } catch (error) {
      const { status } = error as { readonly status?: number }
      if (status === 409 || status === 412) return false
      throw error
    }
  }
  return {
    addFolder: ({ uid, title }: Folder) => unlessThere('/api/folders', { uid, title }),
    addSource: (source: Source) => unlessThere('/api/datasources', source),
    putDashboard: (body: object): Promise<unknown> => post('/api/dashboards/db', body),
    /** One that is gone is no fault. */
    removeDashboard: (uid: string) => remove(`/api/dashboards/uid/${encodeURIComponent(uid)}`),
    removeFolder: (uid: string) => remove(`/api/folders/${encodeURIComponent(uid)}`),
    removeSource: (uid: string) => remove(`/api/datasources/uid/${encodeURIComponent(uid)}`),
  }
}

// Discovery: which groups, versions and resources there are, so that kubectl can find its way.
import { apiVersionOf, type Kind, kinds } from '../kinds.ts'
import { openApi } from './open-api.ts'

/** The answer to a discovery path; undefined for every other path. Any authenticated caller may ask. */
export function discover(path: string): object | undefined {
  const trimmed = path.split('?')[0]!.replace(/\/$/, '')
  if (trimmed === '/api') return { kind: 'APIVersions', versions: ['v1'] }
  if (trimmed === '/version') return { major: '1', minor: '34', gitVersion: 'v1.34.0-sandbox', platform: 'linux/arm64' }
  if (trimmed.startsWith('/openapi/v3')) return openApi(trimmed)
  if (trimmed === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups() }
  const [, groupVersion] = /^\/(?:api|apis)\/([^/]+(?:\/[^/]+)?)$/.exec(trimmed) ?? []
  const found = kinds.filter(kind => apiVersionOf(kind) === groupVersion)
  if (groupVersion === undefined || found.length === 0) return undefined
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: found.flatMap(resourcesOf) }
}

function groups(): object[] {
  const names = new Set(kinds.filter(kind => kind.group !== '').map(kind => kind.group))
  return [...names].map(name => {
    const versions = [...new Set(kinds.filter(kind => kind.group === name).map(apiVersionOf))].map(groupVersion => ({
      groupVersion,
      version: groupVersion.split('/')[1],
    }))
    return { name, versions, preferredVersion: versions[0] }
  })
}

const shortNames: Readonly<Record<string, readonly string[]>> = {
  namespaces: ['ns'],
  pods: ['po'],
  services: ['svc'],
  configmaps: ['cm'],
  persistentvolumes: ['pv'],
  persistentvolumeclaims: ['pvc'],
  storageclasses: ['sc'],
  deployments: ['deploy'],
  statefulsets: ['sts'],
  nodes: ['no'],
  prometheuses: ['prom'],
  replicasets: ['rs'],
  cronjobs: ['cj'],
  horizontalpodautoscalers: ['hpa'],
  externalsecrets: ['es'],
  applications: ['app', 'apps'],
}

function resourcesOf(kind: Kind): object[] {
  const { plural, namespaced } = kind
  const scale = { group: 'autoscaling', version: 'v1', kind: 'Scale' }
  const change = ['get', 'patch', 'update']
  return [
    {
      name: plural,
      singularName: kind.kind.toLowerCase(),
      namespaced,
      kind: kind.kind,
      shortNames: shortNames[plural] ?? [],
      verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
    },
    ...(kind.status
      ? [{ name: `${plural}/status`, singularName: '', namespaced, kind: kind.kind, verbs: change }]
      : []),
    ...(kind.scale ? [{ name: `${plural}/scale`, singularName: '', namespaced, ...scale, verbs: change }] : []),
  ]
}

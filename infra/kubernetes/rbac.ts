// What each mode's identity may do in Kubernetes: one role for each namespace, with exactly what contracts need.
import type { Platform } from '../../domain/platform.ts'
import type { Mode } from '../../domain/run.ts'
import type { KubernetesNeed } from '../../lambdas/needs.ts'
import { kubernetesRulesOf, type Use } from '../../lambdas/permissions.ts'

export interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels?: Readonly<Record<string, string>>
  }
  readonly [field: string]: unknown
}

/** The group that EKS access entries put a mode's functions into. */
export const groupOf = (mode: Mode): string => `muster-${mode}`

const RBAC = 'rbac.authorization.k8s.io'

/** Roles and bindings of a mode, cluster-scoped ones first, then namespace by namespace. */
export function rbacManifests(uses: readonly Use[], platform: Platform, mode: Mode): readonly Manifest[] {
  const needs = uses.flatMap(use => kubernetesRulesOf(use, platform, mode))
  const namespaces = [...new Set(needs.map(({ namespace }) => namespace ?? ''))].sort()
  return namespaces.flatMap(namespace =>
    roleAndBinding(
      mode,
      namespace,
      needs.filter(need => (need.namespace ?? '') === namespace),
    ),
  )
}

/** An empty namespace stands for the whole cluster. */
function roleAndBinding(mode: Mode, namespace: string, needs: readonly KubernetesNeed[]): readonly Manifest[] {
  const name = groupOf(mode)
  const kind = namespace === '' ? 'ClusterRole' : 'Role'
  const metadata = { name, ...(namespace !== '' && { namespace }) }
  return [
    { apiVersion: `${RBAC}/v1`, kind, metadata, rules: rulesOf(needs) },
    {
      apiVersion: `${RBAC}/v1`,
      kind: `${kind}Binding`,
      metadata,
      subjects: [{ kind: 'Group', apiGroup: RBAC, name }],
      roleRef: { kind, apiGroup: RBAC, name },
    },
  ]
}

/** One rule for each resource and set of names, its verbs joined and sorted: stable text to compare. */
function rulesOf(needs: readonly KubernetesNeed[]): readonly object[] {
  const rules = new Map<string, { need: KubernetesNeed; verbs: Set<string> }>()
  for (const need of needs) {
    const key = JSON.stringify([need.apiGroup, need.resource, [...(need.names ?? [])].sort()])
    const rule = rules.get(key) ?? { need, verbs: new Set<string>() }
    for (const verb of need.verbs) rule.verbs.add(verb)
    rules.set(key, rule)
  }
  return [...rules]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { need, verbs }]) => ({
      apiGroups: [need.apiGroup],
      resources: [need.resource],
      ...(need.names && { resourceNames: [...need.names].sort() }),
      verbs: [...verbs].sort(),
    }))
}

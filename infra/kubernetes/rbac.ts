// What each function may do in Kubernetes, as manifests: one role for each function and namespace.
import type { Platform } from '../../domain/platform.ts'
import type { Mode } from '../../domain/run.ts'
import { type KubernetesGrant, kubernetesGrantsOf } from '../../lambdas/kubernetes-grants.ts'
import type { Use } from '../../lambdas/permissions.ts'

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

const RBAC = 'rbac.authorization.k8s.io'

/** Roles and bindings of a mode, function by function. */
export const rbacManifests = (uses: readonly Use[], platform: Platform, mode: Mode): readonly Manifest[] =>
  uses.flatMap(use => kubernetesGrantsOf(use, platform, mode).flatMap(roleAndBinding))

export function roleAndBinding({ group, namespace, rules }: KubernetesGrant): readonly Manifest[] {
  const kind = namespace === undefined ? 'ClusterRole' : 'Role'
  // Names of RBAC objects may hold colons, as groups do.
  const metadata = { name: group, ...(namespace !== undefined && { namespace }) }
  return [
    { apiVersion: `${RBAC}/v1`, kind, metadata, rules },
    {
      apiVersion: `${RBAC}/v1`,
      kind: `${kind}Binding`,
      metadata,
      subjects: [{ kind: 'Group', apiGroup: RBAC, name: group }],
      roleRef: { kind, apiGroup: RBAC, name: group },
    },
  ]
}

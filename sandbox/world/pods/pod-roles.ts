// Roles that service accounts of the cluster have through EKS Pod Identity, as infrastructure gave them.
import type { Platform } from '../../../domain/platform.ts'
import { copyRole } from '../seed-roles.ts'

/** Of the copy only, in production's namespace and in the drill's. */
export function podRoles(platform: Platform) {
  const { kubernetes, drill, files } = platform
  const places = [kubernetes.namespace, drill.namespace]
  return (namespace: string, serviceAccount: string): string | undefined =>
    places.includes(namespace) && serviceAccount === files.copy.serviceAccount ? copyRole(platform) : undefined
}

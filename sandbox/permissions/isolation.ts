// What no drill may change, held against everything that drills are granted.
import type { Platform } from '../../domain/platform.ts'
import { arns } from '../../lambdas/needs.ts'
import { matchesArn } from '../aws/iam/wildcard.ts'
import type { Grant } from './grants.ts'
import { changes } from './service-authorization.ts'

/** Resources of production, as ARNs with the type that the Service Authorization Reference gives them. */
export function productionResources(p: Platform): readonly { readonly type: string; readonly arn: string }[] {
  const { cluster, instance, secret } = arns(p)
  const { clusterId, secret: application, masterSecret, readerSecret } = p.database
  const secrets = [application, masterSecret, readerSecret].map(name => secret(name).replace('??????', 'a1b2c3'))
  return [
    { type: 'cluster', arn: cluster(clusterId) },
    // What a real run restored serves people after its cutover.
    { type: 'cluster', arn: cluster(`${clusterId}-rec-1f2e3d4c`) },
    { type: 'db', arn: instance(`${clusterId}-1`) },
    { type: 'db', arn: instance(`${clusterId}-rec-1f2e3d4c-1`) },
    ...secrets.map(arn => ({ type: 'secret', arn })),
    { type: 'backup-plan', arn: arns(p).backupPlan('5e1f0a52-7c1d-4d0a-9f51-1d1f0c6a2b01') },
  ]
}

const DATA_API = 'rds-data:ExecuteStatement'

/** A statement has the rights of the account whose secret its caller may read, and the reader's may only read. */
function writes(grants: readonly Grant[], role: string, p: Platform): boolean {
  const { secret: application, masterSecret } = p.database
  const arnOf = (name: string) => arns(p).secret(name).replace('??????', 'a1b2c3')
  const readable = grants.filter(each => each.role === role && each.action === 'secretsmanager:GetSecretValue')
  return readable.some(({ resource }) => [application, masterSecret].some(name => matchesArn(resource, arnOf(name))))
}

const CHANGING_VERBS = ['create', 'update', 'patch', 'delete', 'deletecollection']

/** Grants of drills that reach production with more than a look, in words. */
export function reachedByDrills(grants: readonly Grant[], platform: Platform): readonly string[] {
  const production = productionResources(platform)
  return grants.flatMap(({ mode, role, action, resource }) => {
    if (mode !== 'drill') return []
    const [verb = '', kind = ''] = action.replace('kubernetes:', '').split(' ')
    if (action.startsWith('kubernetes:')) {
      const outside = !resource.startsWith(`${platform.drill.namespace}/`)
      return outside && CHANGING_VERBS.includes(verb) ? [`${role} may ${verb} ${kind} at ${resource}`] : []
    }
    if (action === DATA_API && !writes(grants, role, platform)) return []
    const reached = production.filter(({ type, arn }) => changes(action, type) && matchesArn(resource, arn))
    return reached.map(({ arn }) => `${role} may ${action} on ${arn}`)
  })
}

// What no drill may change, held against everything that drills are granted.
import type { Platform } from '../../domain/platform.ts'
import { MODE_TAG } from '../../domain/run.ts'
import { arns } from '../../lambdas/needs.ts'
import { type Context, holds } from '../aws/iam/condition.ts'
import { matchesArn } from '../aws/iam/wildcard.ts'
import type { Grant } from './grants.ts'
import { changes } from './service-authorization.ts'

interface Resource {
  readonly type: string
  readonly arn: string
  /** Where grants tell by tags whose it is. */
  readonly tags?: Readonly<Record<string, string>>
}

/** Resources of production, as ARNs with the type that the Service Authorization Reference gives them. */
export function productionResources(p: Platform): readonly Resource[] {
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
    ...filesOf(p),
    { type: 'backup-plan', arn: arns(p).backupPlan('5e1f0a52-7c1d-4d0a-9f51-1d1f0c6a2b01') },
  ]
}

/** The second is one that a real run restored: it serves people after its cutover. */
function filesOf({ account, files, regions }: Platform): readonly Resource[] {
  const arn = (resource: string) => `arn:aws:elasticfilesystem:${regions.primary}:${account}:${resource}`
  const tags = { [files.ownTag]: 'files' }
  return [
    { type: 'file-system', arn: arn(`file-system/${files.fileSystemId}`), tags },
    { type: 'file-system', arn: arn('file-system/fs-0123456789abcdef0'), tags: { ...tags, [MODE_TAG]: 'recover' } },
    { type: 'access-point', arn: arn('access-point/fsap-0123456789abcdef0'), tags },
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
  return grants.flatMap(({ mode, role, action, resource, conditions }) => {
    if (mode !== 'drill') return []
    const [verb = '', kind = ''] = action.replace('kubernetes:', '').split(' ')
    if (action.startsWith('kubernetes:')) {
      const outside = !resource.startsWith(`${platform.drill.namespace}/`)
      // Volumes belong to no namespace; an admission policy limits drills to those reserved for their own.
      if (kind === 'persistentvolumes' && ['create', 'delete'].includes(verb)) return []
      return outside && CHANGING_VERBS.includes(verb) ? [`${role} may ${verb} ${kind} at ${resource}`] : []
    }
    if (action === DATA_API && !writes(grants, role, platform)) return []
    const reached = production.filter(
      each => changes(action, each.type) && matchesArn(resource, each.arn) && admits(conditions, each),
    )
    return reached.map(({ arn }) => `${role} may ${action} on ${arn}`)
  })
}

/** What a call says of itself its caller can choose; the tags of the resource it cannot. */
function admits(conditions: object | undefined, { tags }: Resource): boolean {
  if (tags === undefined) return true
  const ofResource = Object.entries((conditions ?? {}) as Record<string, Context>).map(([operator, keys]) => [
    operator,
    Object.fromEntries(Object.entries(keys).filter(([key]) => key.startsWith('aws:ResourceTag/'))),
  ])
  const context = Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value])
  return holds(Object.fromEntries(ofResource), Object.fromEntries(context))
}

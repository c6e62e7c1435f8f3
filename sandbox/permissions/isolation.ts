// What no drill may change, held against everything that drills are granted.
import type { Platform } from '../../domain/platform.ts'
import { arns } from '../../lambdas/needs.ts'
import type { Statement } from '../../lambdas/permissions.ts'
import { type Context, holds } from '../aws/iam/condition.ts'
import { matchesArn } from '../aws/iam/wildcard.ts'
import type { Grant } from './grants.ts'
import { productionResources, type Resource } from './production.ts'
import { changes } from './service-authorization.ts'

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
    if (action.startsWith('kubernetes:'))
      return entersCluster(action, resource, platform) ? [`${role} may ${action} at ${resource}`] : []
    if (action === DATA_API && !writes(grants, role, platform)) return []
    const reached = production.filter(
      each => changes(action, each.type) && matchesArn(resource, each.arn) && admits(conditions, each),
    )
    return reached.map(({ arn }) => `${role} may ${action} on ${arn}`)
  })
}

/** Outside the drill's own namespace is production: nothing there is changed, and no secret read. */
function entersCluster(action: string, resource: string, { drill }: Platform): boolean {
  const [verb = '', kind = ''] = action.replace('kubernetes:', '').split(' ')
  if (resource.startsWith(`${drill.namespace}/`)) return false
  // Volumes belong to no namespace; an admission policy limits drills to those reserved for their own.
  if (kind === 'persistentvolumes' && ['create', 'delete'].includes(verb)) return false
  return CHANGING_VERBS.includes(verb) || kind === 'secrets'
}

/** What a call says of itself its caller can choose; the tags of the resource it cannot. */
function admits(conditions: object | undefined, { tags }: Resource): boolean {
  if (tags === undefined) return true
  const { StringEquals = {} } = (conditions ?? {}) as { readonly StringEquals?: object }
  // Set only while something is made, whose tags they are (EC2 user guide, "Grant permission to tag Amazon EC2 resources
  // during creation"; EFS user guide, "Using tags to control access").
  if (Object.keys(StringEquals).some(key => key.endsWith(':CreateAction'))) return false
  const ofResource = Object.entries((conditions ?? {}) as Record<string, Context>).map(([operator, keys]) => [
    operator,
    Object.fromEntries(Object.entries(keys).filter(([key]) => key.startsWith('aws:ResourceTag/'))),
  ])
  const context = Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value])
  return holds(Object.fromEntries(ofResource), Object.fromEntries(context))
}

/** A role that exists, with what it may do. */
export interface Passable {
  readonly arn: string
  /** Services that may assume it: passed to any other it is of no use. */
  readonly trust: readonly string[]
  readonly statements: readonly Statement[]
}

/**
 * What drills can have others do: everything that roles may do which they may pass on, held against production as if it
 * were their own.
 */
export function reachedByPassedRoles(
  grants: readonly Grant[],
  roles: readonly Passable[],
  platform: Platform,
): readonly string[] {
  const passing = grants.filter(({ mode, action }) => mode === 'drill' && action === 'iam:PassRole')
  const passed = roles.filter(({ arn, trust }) =>
    passing.some(
      ({ resource, conditions }) =>
        matchesArn(resource, arn) && holds(conditions as Conditions, { 'iam:PassedToService': trust }),
    ),
  )
  return reachedByDrills(passed.flatMap(asGrants), platform)
}

type Conditions = Readonly<Record<string, Context>> | undefined

const asGrants = ({ arn, statements }: Passable): readonly Grant[] =>
  statements.flatMap(({ Action, Resource, Condition }) =>
    Action.flatMap(action =>
      Resource.map(resource => ({
        ...{ mode: 'drill' as const, verb: 'passed', role: arn.split('/').at(-1) ?? arn },
        ...{ action, resource, conditions: Condition },
      })),
    ),
  )

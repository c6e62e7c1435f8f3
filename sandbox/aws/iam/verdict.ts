// The verdict on one call: explicit denials first, then identity and resource policies weighed as IAM weighs them.
import type { Caller, Requirement } from '../service.ts'
import { type Context, holds } from './condition.ts'
import type { Principal, Statement } from './statement.ts'
import { accountOf, matches, matchesArn } from './wildcard.ts'

export type PolicyKind = 'identity-based' | 'resource-based'
export type Verdict =
  | { readonly allowed: true; readonly by: PolicyKind }
  | { readonly allowed: false; readonly explicit: boolean; readonly by: PolicyKind }

export interface Judged {
  readonly requirement: Requirement
  readonly caller: Caller
  /** Of the caller's role. */
  readonly statements: readonly Statement[]
  readonly resourcePolicy: readonly Statement[] | undefined
}

export function judge({ requirement, caller, statements, resourcePolicy }: Judged): Verdict {
  const context = { ...callerContext(caller), ...requirement.context }
  const applies = (each: Statement) => covers(each, requirement, context)
  const identity = statements.filter(applies)
  const resource = (resourcePolicy ?? []).filter(applies).map(each => ({ ...each, names: namesCaller(each, caller) }))
  if (identity.some(denies)) return { allowed: false, explicit: true, by: 'identity-based' }
  if (resource.some(each => denies(each) && each.names !== 'no'))
    return { allowed: false, explicit: true, by: 'resource-based' }
  return weigh({
    identity: identity.length > 0,
    direct: resource.some(each => each.names === 'directly' && !denies(each)),
    delegated: resource.some(each => each.names === 'by-account' && !denies(each)),
    policyDecides: resourcePolicy !== undefined && requirement.action.startsWith('kms:'),
    foreign: ![caller.accountId, ''].includes(accountOf(requirement.resource)),
  })
}

interface Grants {
  readonly identity: boolean
  /** The resource's policy names the caller, or everyone. */
  readonly direct: boolean
  /** The resource's policy names the caller's account, and so leaves the decision to its identity policies. */
  readonly delegated: boolean
  /** A key's policy alone can let identity policies count (KMS developer guide, "Default key policy"). */
  readonly policyDecides: boolean
  /** The resource lies in another account: both sides must allow. */
  readonly foreign: boolean
}

function weigh({ identity, direct, delegated, policyDecides, foreign }: Grants): Verdict {
  const byResource = direct || delegated
  if (foreign && identity && byResource) return { allowed: true, by: 'resource-based' }
  if (foreign) return { allowed: false, explicit: false, by: identity ? 'resource-based' : 'identity-based' }
  if (direct) return { allowed: true, by: 'resource-based' }
  if (policyDecides && !delegated) return { allowed: false, explicit: false, by: 'resource-based' }
  return identity ? { allowed: true, by: 'identity-based' } : { allowed: false, explicit: false, by: 'identity-based' }
}

/** What AWS says when it refuses: who, what, on which resource, and which kind of policy was wanting. */
export function denialMessage(verdict: Verdict & { allowed: false }, requirement: Requirement, caller: Caller): string {
  const { action, resource } = requirement
  const user = `arn:aws:sts::${caller.accountId}:assumed-role/${roleName(caller)}/muster`
  const reason = verdict.explicit
    ? `with an explicit deny in ${verdict.by === 'identity-based' ? 'an' : 'a'} ${verdict.by} policy`
    : `because no ${verdict.by} policy allows the ${action} action`
  return `User: ${user} is not authorized to perform: ${action} on resource: ${resource} ${reason}`
}

function denies({ Effect }: Statement): boolean {
  return Effect === 'Deny'
}

function covers(statement: Statement, { action, resource }: Requirement, context: Context): boolean {
  return (
    statement.Action.some(each => matches(each, action, false)) &&
    statement.Resource.some(each => matchesArn(each, resource)) &&
    holds(statement.Condition, context)
  )
}

function namesCaller({ Principal }: Statement, caller: Caller): 'directly' | 'by-account' | 'no' {
  const names = principals(Principal)
  const session = `arn:aws:sts::${caller.accountId}:assumed-role/${roleName(caller)}/`
  if (names.some(each => each === '*' || each === caller.roleArn || each.startsWith(session))) return 'directly'
  const account = [caller.accountId, `arn:aws:iam::${caller.accountId}:root`]
  return names.some(each => account.includes(each)) ? 'by-account' : 'no'
}

function principals(principal: Principal | undefined): readonly string[] {
  if (principal === undefined) throw new Error('a statement of a resource policy needs a Principal')
  return principal === '*' ? ['*'] : [principal.AWS ?? []].flat()
}

function callerContext({ roleArn, accountId }: Caller): Context {
  return { 'aws:PrincipalArn': roleArn, 'aws:PrincipalAccount': accountId, 'aws:SecureTransport': 'true' }
}

function roleName({ roleArn }: Caller): string {
  return roleArn.split('/').at(-1) ?? roleArn
}

// Identity and access: roles, their keys, and the verdict on each call as IAM would reach it within our accounts.
import { createHash } from 'node:crypto'
import type { Caller, Requirement } from '../service.ts'
import { type Context, holds } from './condition.ts'
import { assertUnderstood, type Principal, type Statement } from './statement.ts'
import { accountOf, matches, matchesArn } from './wildcard.ts'

export type { Statement } from './statement.ts'

export interface Role {
  readonly arn: string
  /** Service principals that may assume it, such as `backup.amazonaws.com`. */
  readonly trust: readonly string[]
  readonly statements: readonly Statement[]
}

export interface AccessKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
}

export type PolicyKind = 'identity-based' | 'resource-based'
export type Verdict =
  | { readonly allowed: true; readonly by: PolicyKind }
  | { readonly allowed: false; readonly explicit: boolean; readonly by: PolicyKind }

export interface IamOptions {
  /** The statements of the bucket, key, vault, secret or topic policy that guards this ARN; undefined where there is none. */
  readonly resourcePolicy?: (arn: string) => readonly Statement[] | undefined
}

export class Iam {
  readonly #roles = new Map<string, Role>()
  readonly #callers = new Map<string, Caller>()
  readonly #keys = new Map<string, AccessKey>()
  readonly #resourcePolicy: (arn: string) => readonly Statement[] | undefined

  constructor(options: IamOptions = {}) {
    this.#resourcePolicy = options.resourcePolicy ?? (() => undefined)
  }

  /** Adds the role, or replaces the one of that ARN. Throws on statements that the evaluator does not understand. */
  addRole(role: Role): void {
    for (const statement of role.statements) {
      assertUnderstood(statement)
      if (statement.Principal) throw new Error(`identity policies have no Principal (role ${role.arn})`)
    }
    this.#roles.set(role.arn, role)
  }

  role(arn: string): Role | undefined {
    return this.#roles.get(arn)
  }

  /** May this service assume that role? Services check it when a role is passed to them. */
  trusts(arn: string, service: string): boolean {
    return this.#roles.get(arn)?.trust.includes(service) ?? false
  }

  /** The key with which code running under the role signs; the same for the same role. */
  accessKey(roleArn: string): AccessKey {
    const known = this.#keys.get(roleArn)
    if (known) return known
    if (!this.#roles.has(roleArn)) throw new Error(`there is no role ${roleArn}`)
    const digest = createHash('sha256').update(roleArn).digest('hex').toUpperCase()
    const key = {
      accessKeyId: `ASIA${digest.slice(0, 16)}`,
      secretAccessKey: digest.slice(16, 56).toLowerCase(),
      sessionToken: digest.toLowerCase(),
    }
    this.#keys.set(roleArn, key)
    this.#callers.set(key.accessKeyId, { roleArn, accountId: accountOf(roleArn) })
    return key
  }

  callerOf(accessKeyId: string): Caller | undefined {
    return this.#callers.get(accessKeyId)
  }

  /** `resourcePolicy` replaces what the option of that name finds for the requirement's resource. */
  allows(
    requirement: Requirement,
    caller: Caller,
    resourcePolicy = this.#resourcePolicy(requirement.resource),
  ): Verdict {
    resourcePolicy?.forEach(assertUnderstood)
    const context = { ...callerContext(caller), ...requirement.context }
    const applies = (each: Statement) => covers(each, requirement, context)
    const identity = (this.#roles.get(caller.roleArn)?.statements ?? []).filter(applies)
    const resource = (resourcePolicy ?? []).filter(applies).map(each => ({ ...each, names: namesCaller(each, caller) }))
    if (identity.some(denies)) return { allowed: false, explicit: true, by: 'identity-based' }
    if (resource.some(each => denies(each) && each.names !== 'no'))
      return { allowed: false, explicit: true, by: 'resource-based' }
    return weigh({
      identity: identity.length > 0,
      direct: resource.some(each => each.names === 'directly'),
      delegated: resource.some(each => each.names === 'by-account'),
      policyDecides: resourcePolicy !== undefined && requirement.action.startsWith('kms:'),
      foreign: ![caller.accountId, ''].includes(accountOf(requirement.resource)),
    })
  }
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
    ? `with an explicit deny in a ${verdict.by} policy`
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

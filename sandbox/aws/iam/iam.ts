// Identity and access: roles, their keys, and the verdict on each call as IAM would reach it within our accounts.
import { createHash } from 'node:crypto'
import type { Caller, Requirement } from '../service.ts'
import { assertUnderstood, type Statement } from './statement.ts'
import { judge, type Verdict } from './verdict.ts'
import { accountOf } from './wildcard.ts'

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

export interface IamOptions {
  /** The statements of the bucket, key, vault, secret or topic policy that guards this ARN; undefined where there is none. */
  readonly resourcePolicy?: (arn: string) => readonly Statement[] | undefined
  /** Condition keys that belong to the resource, whoever calls, such as `kms:ResourceAliases`. */
  readonly resourceContext?: (arn: string) => Requirement['context']
}

export class Iam {
  readonly #roles = new Map<string, Role>()
  readonly #callers = new Map<string, Caller>()
  readonly #keys = new Map<string, AccessKey>()
  readonly #listeners: ((asked: Requirement, caller: Caller) => void)[] = []
  readonly #resourcePolicy: (arn: string) => readonly Statement[] | undefined
  readonly #resourceContext: (arn: string) => Requirement['context']

  constructor(options: IamOptions = {}) {
    this.#resourcePolicy = options.resourcePolicy ?? (() => undefined)
    this.#resourceContext = options.resourceContext ?? (() => undefined)
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

  /** Tells of every check that allowed what was asked. */
  onAllowed(listener: (asked: Requirement, caller: Caller) => void): void {
    this.#listeners.push(listener)
  }

  /** `resourcePolicy` replaces what the option of that name finds for the requirement's resource. */
  allows(asked: Requirement, caller: Caller, resourcePolicy = this.#resourcePolicy(asked.resource)): Verdict {
    resourcePolicy?.forEach(assertUnderstood)
    const known = this.#resourceContext(asked.resource)
    const requirement = known ? { ...asked, context: { ...known, ...asked.context } } : asked
    const statements = this.#roles.get(caller.roleArn)?.statements ?? []
    const verdict = judge({ requirement, caller, resourcePolicy, statements })
    if (verdict.allowed) for (const listener of this.#listeners) listener(asked, caller)
    return verdict
  }
}

// The simulated AWS KMS of one region: keys with states and policies. Keys are regional (aws-behaviour 4.5).
import * as sdk from '@aws-sdk/client-kms'
import type { Statement } from '../iam/iam.ts'
import { uuid } from '../identifiers.ts'
import type { Service, Surroundings } from '../service.ts'
import { describeKey } from './describe-key.ts'
import { type Key, type Keyring, type KeyState, keyById } from './keys.ts'

/** A key made before the rehearsal begins. */
export interface KeySeed {
  /** UUID, or `mrk-` and 32 hexadecimal digits for a multi-Region key; drawn from the seed when absent. */
  readonly id?: string
  readonly description?: string
  /** With the prefix: `alias/wordpress-prod`. */
  readonly aliases?: readonly string[]
  readonly state?: KeyState
  /** The default key policy when absent: identity policies of the account decide. */
  readonly policy?: readonly Statement[]
  /** `AWS` for keys such as `alias/aws/secretsmanager`; `CUSTOMER` when absent. */
  readonly owner?: Key['owner']
}

export class Kms {
  readonly service: Service
  readonly #surroundings: Surroundings
  readonly #ring: Keyring

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings
    this.#ring = { region: surroundings.region, accountId: surroundings.accountId, keys: [] }
    this.service = { signingName: 'kms', sdk, operations: { DescribeKey: describeKey(this.#ring) } }
  }

  /** Returns the key's ARN. */
  seed(seed: KeySeed): string {
    const { region, accountId, chance, clock } = this.#surroundings
    const id = seed.id ?? uuid(chance, 'kms', region, this.#ring.keys.length)
    const arn = `arn:aws:kms:${region}:${accountId}:key/${id}`
    const { description = '', aliases = [], state = 'Enabled', owner = 'CUSTOMER' } = seed
    const policy = seed.policy ?? defaultPolicy(accountId)
    this.#ring.keys.push({ id, arn, description, aliases: [...aliases], state, policy, owner, createdAt: clock.now() })
    return arn
  }

  /** May the key encrypt and decrypt now? False for keys of other regions, and for keys that do not exist. */
  usable(keyArn: string): boolean {
    return keyById(this.#ring, keyArn)?.state === 'Enabled'
  }

  policyOf(keyArn: string): readonly Statement[] | undefined {
    return keyById(this.#ring, keyArn)?.policy
  }

  /** Condition keys of a key: `kms:ResourceAliases`, by which a policy may name it. */
  contextOf(keyArn: string): Readonly<Record<string, readonly string[]>> | undefined {
    const key = keyById(this.#ring, keyArn)
    return key && { 'kms:ResourceAliases': key.aliases }
  }

  /** A misfortune: somebody disables the key, or schedules its deletion in 30 days (the default waiting period). */
  change(keyArn: string, state: KeyState): void {
    const key = keyById(this.#ring, keyArn)
    if (!key) throw new Error(`no key ${keyArn} in ${this.#ring.region}`)
    key.state = state
    key.deletionAt = state === 'PendingDeletion' ? this.#surroundings.clock.now() + 30 * 86_400_000 : undefined
    this.#surroundings.lifecycle.changed()
  }
}

/** What CreateKey attaches when it is given nothing (KMS developer guide, "Default key policy"). */
function defaultPolicy(accountId: string): readonly Statement[] {
  const Principal = { AWS: `arn:aws:iam::${accountId}:root` }
  return [{ Effect: 'Allow', Principal, Action: ['kms:*'], Resource: ['*'] }]
}

export type { KeyState } from './keys.ts'

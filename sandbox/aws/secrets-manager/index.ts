// The simulated Secrets Manager of one region: versions, labels, rotation, and replicas of other regions' secrets.
import * as sdk from '@aws-sdk/client-secrets-manager'
import { letters, uuid } from '../identifiers.ts'
import type { Service, Surroundings } from '../service.ts'
import { deliver } from './changes.ts'
import { describeSecret } from './describe-secret.ts'
import { getSecretValue } from './get-secret-value.ts'
import { listSecretVersionIds } from './list-secret-version-ids.ts'
import { putSecretValue } from './put-secret-value.ts'
import { removeRegionsFromReplication } from './remove-regions-from-replication.ts'
import { replicateSecretToRegions } from './replicate-secret-to-regions.ts'
import { cancelRotateSecret, rotateSecret } from './rotate-secret.ts'
import { checkRules, scheduleRotation } from './rotation.ts'
import { type Content, current, currentVersion, type Replica, type RotationRules, type Secret } from './secret.ts'
import { find, isReplica, lookUp, type Options, type Peer, type State } from './state.ts'
import { stopReplicationToReplica } from './stop-replication-to-replica.ts'
import { tagResource } from './tag-resource.ts'
import { updateSecret } from './update-secret.ts'
import { updateSecretVersionStage } from './update-secret-version-stage.ts'

/** A secret made before the rehearsal begins. */
export interface SecretSeed {
  readonly name: string
  readonly value: string
  readonly description?: string
  readonly keyArn?: string
  readonly tags?: Readonly<Record<string, string>>
  /** The service that owns it, e.g. `rds`. */
  readonly owner?: string
  /** Rotation that is switched on. */
  readonly rotation?: { readonly lambdaArn: string; readonly rules: RotationRules }
  /** Regions that hold a replica in sync from the start; they must be among the peers. */
  readonly replicas?: readonly { readonly region: string; readonly keyArn?: string }[]
}

export class SecretsManager implements Peer {
  readonly service: Service
  readonly #state: State

  constructor(surroundings: Surroundings, options: Options = {}) {
    const state: State = { surroundings, options, secrets: [] }
    this.#state = state
    this.service = { signingName: 'secretsmanager', sdk, operations: operationsOf(state) }
  }

  /** Returns the secret's ARN. */
  seed(seed: SecretSeed): string {
    const { surroundings } = this.#state
    const suffix = letters(surroundings.chance, 6, 'secret', surroundings.region, seed.name)
    const id = uuid(surroundings.chance, 'secret', surroundings.region, seed.name)
    const version = { id, value: seed.value, createdAt: surroundings.clock.now(), keyArn: seed.keyArn }
    const content = { name: seed.name, suffix, description: seed.description, versions: [version] }
    const labels = new Map([[current, id]])
    const secret = this.#make({ ...content, labels, tags: { ...seed.tags } }, seed.keyArn, seed.owner)
    if (seed.rotation) {
      checkRules(seed.rotation.rules)
      secret.rotation = { enabled: true, windows: 0, ...seed.rotation }
      scheduleRotation(this.#state, secret)
    }
    for (const replica of seed.replicas ?? []) this.#seedReplica(secret, replica.region, replica.keyArn)
    return secret.arn
  }

  /** The whole current string and its version; undefined for a secret that is not here. By name or ARN. */
  current(secretId: string): { readonly versionId: string; readonly value: string } | undefined {
    const secret = lookUp(this.#state, secretId)
    const version = secret && currentVersion(secret)
    return version && { versionId: version.id, value: version.value }
  }

  /** Of another region's; false for a secret that stands alone, and for one that is not here. */
  isReplica(secretId: string): boolean {
    const secret = lookUp(this.#state, secretId)
    return secret !== undefined && isReplica(this.#state, secret)
  }

  /** A misfortune of a replica: it never came. */
  lose(secretId: string): void {
    const { secrets } = this.#state
    secrets.splice(secrets.indexOf(find(this.#state, secretId)), 1)
  }

  /** A misfortune: a service takes the secret over, and nobody else may edit it any more. */
  giveTo(secretId: string, service: string): void {
    find(this.#state, secretId).owner = service
  }

  /** Why the last rotation did not end, e.g. the database could not be reached; undefined when it did. */
  rotationFailure(secretId: string): string | undefined {
    return lookUp(this.#state, secretId)?.rotation?.failure
  }

  /** For the primary's region only: takes over a primary's content; returns why not, or nothing. */
  receive(
    content: Content,
    from: { readonly region: string; readonly keyArn?: string; readonly force: boolean },
  ): string {
    const { secrets, surroundings } = this.#state
    const existing = secrets.findIndex(secret => secret.name === content.name)
    const follows = existing >= 0 && secrets[existing]?.primaryRegion === from.region
    if (existing >= 0 && !follows && !from.force) {
      return `Secret name ${content.name} already exists in region ${surroundings.region}`
    }
    const rest = existing >= 0 ? secrets.splice(existing, 1)[0] : undefined
    const keyArn = follows ? rest?.keyArn : from.keyArn
    const secret = this.#make({ ...content, versions: content.versions.map(each => ({ ...each, keyArn })) }, keyArn)
    secret.primaryRegion = from.region
    surroundings.lifecycle.changed()
    return ''
  }

  /** For the primary's region only: it no longer replicates here. What was promoted meanwhile is no replica, and stays. */
  withdraw(name: string): void {
    const { secrets } = this.#state
    const secret = lookUp(this.#state, name)
    if (secret && isReplica(this.#state, secret)) secrets.splice(secrets.indexOf(secret), 1)
  }

  /** For the replica's region only: the replica there was promoted. */
  forget(name: string, region: string): void {
    const secret = lookUp(this.#state, name)
    if (!secret) return
    secret.replicas = secret.replicas.filter(replica => replica.region !== region)
    if (secret.replicas.length === 0) secret.primaryRegion = undefined
  }

  #seedReplica(secret: Secret, region: string, keyArn: string | undefined): void {
    secret.primaryRegion = this.#state.surroundings.region
    const replica: Replica = { region, keyArn, force: false, status: 'InProgress' }
    secret.replicas.push(replica)
    const refusal = deliver(this.#state, secret, replica)
    if (refusal !== '') throw new Error(`${secret.name} cannot be replicated to ${region}: ${refusal}`)
    replica.status = 'InSync'
  }

  #make(content: Content, keyArn: string | undefined, owner?: string): Secret {
    const { region, accountId, clock } = this.#state.surroundings
    const now = clock.now()
    const secret: Secret = {
      ...content,
      arn: `arn:aws:secretsmanager:${region}:${accountId}:secret:${content.name}-${content.suffix}`,
      keyArn,
      owner,
      versions: [...content.versions],
      labels: new Map(content.labels),
      shown: new Map(content.labels),
      tags: { ...content.tags },
      createdAt: now,
      changedAt: now,
      replicas: [],
    }
    this.#state.secrets.push(secret)
    return secret
  }
}

function operationsOf(state: State): Service['operations'] {
  return {
    GetSecretValue: getSecretValue(state),
    PutSecretValue: putSecretValue(state),
    UpdateSecret: updateSecret(state),
    UpdateSecretVersionStage: updateSecretVersionStage(state),
    DescribeSecret: describeSecret(state),
    ListSecretVersionIds: listSecretVersionIds(state),
    RotateSecret: rotateSecret(state),
    CancelRotateSecret: cancelRotateSecret(state),
    TagResource: tagResource(state),
    ReplicateSecretToRegions: replicateSecretToRegions(state),
    RemoveRegionsFromReplication: removeRegionsFromReplication(state),
    StopReplicationToReplica: stopReplicationToReplica(state),
  }
}

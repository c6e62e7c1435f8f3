// Secrets in Secrets Manager. Values stay in memory; what handlers pass on are version ids and names of keys.
import {
  CancelRotateSecretCommand,
  DescribeSecretCommand,
  type DescribeSecretResponse,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  type RotationRulesType,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import { parseSecret, type SecretFields } from '../../domain/application-secret.ts'
import { CallRefused, Missing } from '../../domain/errors.ts'
import { type Instant, toInstant } from '../../domain/instant.ts'
import { shortName } from '../../domain/run.ts'
import type { Environment } from '../environment.ts'
import type { Caller } from '../implement.ts'
import { clientFor } from './clients.ts'
import { nameOf } from './errors.ts'
import { tokenFor } from './idempotency-tokens.ts'

const CURRENT = 'AWSCURRENT'
const PREVIOUS = 'AWSPREVIOUS'
const PENDING = 'AWSPENDING'

export interface SecretFacts {
  /** Version that is AWSCURRENT. */
  readonly versionId: string
  /** The one before it. */
  readonly previousVersionId: string | null
  /** A rotation that began and did not end: AWSPENDING on another version than AWSCURRENT. */
  readonly pendingVersionId: string | null
  readonly rotation: {
    readonly enabled: boolean
    readonly next: Instant | null
    readonly functionArn: string | null
    /** JSON text of the rotation rules; null when there are none. */
    readonly rules: string | null
  }
  /** The service that owns it, such as `rds`; its secrets cannot be edited (aws-behaviour 1.6). */
  readonly owningService: string | null
  /** Its primary region when it is a replica; a replica cannot be written. */
  readonly replicaOf: string | null
  /** Customer-managed key; null for `aws/secretsmanager`. */
  readonly keyId: string | null
  /** Replicas that are not in sync, as `region: status`. */
  readonly lagging: readonly string[]
}

export const secrets = (environment: Environment, caller: Caller) => {
  const client = () => clientFor(SecretsManagerClient, environment, caller)
  return { ...reading(environment, client), ...writing(client, caller) }
}

function reading(environment: Environment, client: () => SecretsManagerClient) {
  /** Undefined when there is no such version, null when it is not a JSON object. */
  const fieldsOf = async (SecretId: string, VersionId: string): Promise<SecretFields | null | undefined> => {
    const found = await whenThere(client().send(new GetSecretValueCommand({ SecretId, VersionId })))
    return found && (parseSecret(found.SecretString ?? '') ?? null)
  }
  return {
    /** Undefined when there is no such secret. */
    async describe(SecretId: string): Promise<SecretFacts | undefined> {
      const found = await whenThere(client().send(new DescribeSecretCommand({ SecretId })))
      if (!found) return undefined
      return factsOf(environment.region, SecretId, found)
    },

    /** One version by its id: reads by label may lag a write (aws-behaviour 1.6). */
    fieldsOf,

    /** @throws Missing when there is no such version; CallRefused when it is not a JSON object. */
    async read(secretId: string, versionId: string): Promise<SecretFields> {
      const fields = await fieldsOf(secretId, versionId)
      if (fields === undefined) throw new Missing(`secret ${secretId} has no version ${versionId} any more`)
      if (fields === null) throw new CallRefused(`secret ${secretId}, version ${versionId}, is not a JSON object`)
      return fields
    },
  }
}

function factsOf(region: string, SecretId: string, found: DescribeSecretResponse): SecretFacts {
  const holder = (stage: string) =>
    Object.entries(found.VersionIdsToStages ?? {}).find(([, stages]) => stages.includes(stage))?.[0] ?? null
  const versionId = holder(CURRENT)
  if (versionId === null) throw new Missing(`secret ${SecretId} has no value: no version of it is ${CURRENT}`)
  const pending = holder(PENDING)
  return {
    versionId,
    previousVersionId: holder(PREVIOUS),
    pendingVersionId: pending === versionId ? null : pending,
    rotation: {
      enabled: found.RotationEnabled ?? false,
      next: found.NextRotationDate ? toInstant(found.NextRotationDate.getTime()) : null,
      functionArn: found.RotationLambdaARN ?? null,
      rules: found.RotationRules ? JSON.stringify(found.RotationRules) : null,
    },
    owningService: found.OwningService ?? null,
    replicaOf: found.PrimaryRegion && found.PrimaryRegion !== region ? found.PrimaryRegion : null,
    keyId: found.KmsKeyId && !found.KmsKeyId.endsWith('alias/aws/secretsmanager') ? found.KmsKeyId : null,
    lagging: (found.ReplicationStatus ?? [])
      .filter(({ Status }) => Status !== 'InSync')
      .map(({ Region, Status }) => `${Region}: ${Status}`),
  }
}

function writing(client: () => SecretsManagerClient, { run, step }: Caller) {
  const moveStage = async (
    SecretId: string,
    VersionStage: string,
    move: { to?: string; from?: string },
  ): Promise<void> => {
    const versions = { MoveToVersionId: move.to, RemoveFromVersionId: move.from }
    try {
      await client().send(new UpdateSecretVersionStageCommand({ SecretId, VersionStage, ...versions }))
    } catch (error) {
      // Asked again because its answer was lost, AWS says that the label is no longer where it was.
      if (nameOf(error) !== 'InvalidParameterException' || (await holderOf(SecretId, VersionStage)) !== move.to)
        throw error
    }
  }
  const holderOf = async (SecretId: string, stage: string): Promise<string | undefined> => {
    const { VersionIdsToStages = {} } = await client().send(new DescribeSecretCommand({ SecretId }))
    return Object.keys(VersionIdsToStages).find(id => VersionIdsToStages[id]?.includes(stage))
  }
  return {
    /**
     * A new version that replaces the whole string and becomes AWSCURRENT. Its id is derived from run, step and `basis`,
     * so that a repeated attempt is the same version; the basis holds no secret value, because ids are public.
     */
    async put(SecretId: string, fields: SecretFields, basis: Readonly<Record<string, unknown>>): Promise<string> {
      const [, ...rest] = tokenFor({ run, step }, 'PutSecretValue', { SecretId, ...basis }).split('-')
      const ClientRequestToken = [shortName(run.id), ...rest].join('-')
      const SecretString = JSON.stringify(fields)
      const put = await client().send(new PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken }))
      // Put again, an old version keeps the labels that it has by now.
      if (put.VersionStages?.includes(CURRENT)) return ClientRequestToken
      throw new CallRefused(
        `version ${ClientRequestToken} of ${SecretId} was written by an earlier attempt of this step and is no longer ${CURRENT}: ` +
          'somebody moved the label since; look at the secret before going on',
      )
    },

    /** Was that version put by this run? */
    isOurs: (versionId: string): boolean => versionId.startsWith(`${shortName(run.id)}-`),

    /** The holder must be named, or AWS refuses; it becomes AWSPREVIOUS. */
    moveCurrent: (secretId: string, move: { readonly to: string; readonly from: string }) =>
      moveStage(secretId, CURRENT, move),

    dropPending: (secretId: string, versionId: string) => moveStage(secretId, PENDING, { from: versionId }),

    async cancelRotation(SecretId: string): Promise<void> {
      await client().send(new CancelRotateSecretCommand({ SecretId }))
    },

    /**
     * Switches rotation on again without rotating: by default the call would change the password at once.
     * An unfinished rotation is taken up again instead, which AWS answers with an error though rotation is on.
     */
    async resumeRotation(SecretId: string, rules: string | null): Promise<void> {
      const RotationRules = rules === null ? undefined : (JSON.parse(rules) as RotationRulesType)
      try {
        await client().send(new RotateSecretCommand({ SecretId, RotationRules, RotateImmediately: false }))
      } catch (error) {
        const takenUp =
          nameOf(error) === 'InvalidRequestException' && /rotation isn't complete/.test((error as Error).message)
        if (!takenUp) throw error
      }
    },
  }
}

async function whenThere<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (nameOf(error) === 'ResourceNotFoundException') return undefined
    throw error
  }
}

// The control bucket: locks, journals of runs, what the operator said, pending approvals and decisions.
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { keys, type Lock, type OperatorSaid, type Recorded } from '../../domain/control-records.ts'
import { LockLost } from '../../domain/errors.ts'
import { toInstant } from '../../domain/instant.ts'
import type { Environment } from '../environment.ts'
import type { Caller } from '../implement.ts'
import { clientFor } from './clients.ts'
import { nameOf } from './errors.ts'

export interface Stored<T> {
  readonly value: T
  readonly etag: string
}

export type ControlStore = ReturnType<typeof controlStore>

export function controlStore(environment: Environment, { run, step }: Caller) {
  const client = () => clientFor(S3Client, environment)
  const Bucket = environment.settings.CONTROL_BUCKET
  const now = () => toInstant(environment.clock.now())

  async function read<T>(key: string): Promise<Stored<T> | undefined> {
    try {
      const { Body, ETag } = await client().send(new GetObjectCommand({ Bucket, Key: key }))
      return { value: JSON.parse((await Body?.transformToString()) ?? 'null') as T, etag: ETag ?? '' }
    } catch (error) {
      if (nameOf(error) === 'NoSuchKey') return undefined
      throw error
    }
  }

  /** @returns false when the condition did not hold. */
  async function write(
    key: string,
    value: unknown,
    condition: { onlyNew?: boolean; onlyIf?: string } = {},
  ): Promise<boolean> {
    try {
      await client().send(
        new PutObjectCommand({
          Bucket,
          Key: key,
          Body: JSON.stringify(value),
          ContentType: 'application/json',
          ...(condition.onlyNew && { IfNoneMatch: '*' }),
          ...(condition.onlyIf && { IfMatch: condition.onlyIf }),
        }),
      )
      return true
    } catch (error) {
      if (['PreconditionFailed', 'ConditionalRequestConflict'].includes(nameOf(error))) return false
      // With IfMatch a missing object answers "not found": the condition did not hold either.
      if (condition.onlyIf && ['NoSuchKey', 'NotFound'].includes(nameOf(error))) return false
      throw error
    }
  }

  /**
   * @param condition with `onlyIf` what was read is removed, and never what somebody else has put there since: a
   *   deletion may arrive late. @returns false when the condition did not hold.
   */
  async function remove(key: string, { onlyIf }: { onlyIf?: string } = {}): Promise<boolean> {
    try {
      await client().send(new DeleteObjectCommand({ Bucket, Key: key, ...(onlyIf && { IfMatch: onlyIf }) }))
      return true
    } catch (error) {
      if (onlyIf && ['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey'].includes(nameOf(error)))
        return false
      throw error
    }
  }

  async function list(prefix: string): Promise<readonly string[]> {
    const found: string[] = []
    let token: string | undefined
    do {
      const page = await client().send(new ListObjectsV2Command({ Bucket, Prefix: prefix, ContinuationToken: token }))
      found.push(...(page.Contents ?? []).flatMap(({ Key }) => (Key ? [Key] : [])))
      token = page.NextContinuationToken
    } while (token)
    return found
  }

  /** @throws LockLost when another run holds the platform by now, or nobody does. */
  async function mustHoldLock(): Promise<void> {
    const lock = await read<Lock>(keys.lock(environment.settings.PLATFORM))
    const owner = lock?.value.owner.id
    if (owner === run.id) return
    const who = owner === undefined ? 'nobody holds the platform' : `run ${owner} holds the platform`
    throw new LockLost(`${step} was not done: ${who}, and this run must not touch it any more`)
  }

  return {
    mustHoldLock,
    read,
    write,
    list,
    remove,
    operatorSays: async () => (await read<OperatorSaid>(keys.operator(run.id)))?.value,
    journalIntent: (verb: string, input: unknown) =>
      write(keys.intent(run.id, step), { step, verb, at: now(), run, input } satisfies Recorded),
    journalResult: (verb: string, result: unknown) =>
      write(keys.result(run.id, step), { step, verb, at: now(), run, result } satisfies Recorded),
  }
}

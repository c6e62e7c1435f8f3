// The platform's lock as it lies in the other region's control bucket: read, and never written from here.
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { keys, type Lock } from '../../domain/control-records.ts'
import type { Environment } from '../environment.ts'
import { clientFor } from './clients.ts'
import { nameOf } from './errors.ts'
import { inRegion } from './in-region.ts'

export interface HomeLock {
  readonly owner: string
  readonly scenario: string
  readonly mode: string
  readonly takenAt: string
}

export const homeLock = (environment: Environment) => ({
  /** Null where nobody holds it. One try. */
  async read(region: string, Bucket: string): Promise<{ readonly lock: HomeLock | null }> {
    const client = clientFor(S3Client, inRegion(environment, region))
    const Key = keys.lock(environment.settings.PLATFORM)
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }))
      const { owner, takenAt } = JSON.parse((await Body?.transformToString()) ?? 'null') as Lock
      return { lock: { owner: owner.id, scenario: owner.scenario, mode: owner.mode, takenAt } }
    } catch (error) {
      if (nameOf(error) === 'NoSuchKey') return { lock: null }
      throw error
    }
  },
})

// The evidence bucket: reports and exported rows, locked against deletion until their time is over.
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { days } from '../../domain/duration.ts'
import type { Environment } from '../environment.ts'
import { clientFor } from './clients.ts'

interface Evidence {
  readonly body: string
  /** Media type, e.g. `application/json`. */
  readonly type: string
  /** Days for which the object cannot be deleted (governance mode). */
  readonly retainDays: number
}

export const evidenceStore = (environment: Environment) => ({
  /** Text of an object. @throws NoSuchKey */
  read: async (key: string): Promise<string> => {
    const asked = { Bucket: environment.settings.EVIDENCE_BUCKET, Key: key }
    const { Body } = await clientFor(S3Client, environment).send(new GetObjectCommand(asked))
    return (await Body?.transformToString()) ?? ''
  },
  put: async (key: string, { body, type, retainDays }: Evidence): Promise<void> => {
    await clientFor(S3Client, environment).send(
      new PutObjectCommand({
        Bucket: environment.settings.EVIDENCE_BUCKET,
        Key: key,
        Body: body,
        ContentType: type,
        ObjectLockMode: 'GOVERNANCE',
        ObjectLockRetainUntilDate: new Date(environment.clock.now() + days(retainDays) * 1000),
      }),
    )
  },
})

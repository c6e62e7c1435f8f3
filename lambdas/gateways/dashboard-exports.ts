// Exports of Grafana's dashboards in the evidence bucket, each under the instant at which it was made.
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { days } from '../../domain/duration.ts'
import { CallRefused } from '../../domain/errors.ts'
import type { Instant } from '../../domain/instant.ts'
import { type DashboardExport, dashboardExport } from '../../domain/monitoring/dashboards.ts'
import type { Environment } from '../environment.ts'
import { EXPORTS } from '../monitoring-needs.ts'
import { clientFor } from './clients.ts'

export type DashboardExports = ReturnType<typeof dashboardExports>

export function dashboardExports(environment: Environment) {
  const client = clientFor(S3Client, environment)
  const Bucket = environment.settings.EVIDENCE_BUCKET
  const keyOf = (at: Instant) => `${EXPORTS}${at}.json`
  return {
    /** @returns its key */
    async write(exported: DashboardExport, retainDays: number): Promise<string> {
      const Key = keyOf(exported.at)
      await client.send(
        new PutObjectCommand({
          Bucket,
          Key,
          Body: JSON.stringify(exported),
          ContentType: 'application/json',
          ObjectLockMode: 'GOVERNANCE',
          ObjectLockRetainUntilDate: new Date(environment.clock.now() + days(retainDays) * 1000),
        }),
      )
      return Key
    },
    /** The newest that was made before then; the newest of all for null. Instants sort as text. */
    async newestBefore(limit: Instant | null): Promise<string | undefined> {
      const found: string[] = []
      let token: string | undefined
      do {
        const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix: EXPORTS, ContinuationToken: token }))
        found.push(...(page.Contents ?? []).flatMap(({ Key }) => (Key ? [Key] : [])))
        token = page.NextContinuationToken
      } while (token)
      return found
        .filter(key => limit === null || key < keyOf(limit))
        .toSorted()
        .at(-1)
    },
    /** @throws CallRefused for what is not an export of ours */
    async read(key: string): Promise<DashboardExport> {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: key }))
      const parsed = dashboardExport.safeParse(JSON.parse((await Body?.transformToString()) ?? 'null'))
      if (parsed.success) return parsed.data
      throw new CallRefused(`${key} in the evidence bucket is not an export of dashboards: ${parsed.error.message}`)
    },
  }
}

// Copies asked for by StartCopyJob, and what the lists of jobs and of points tell of copies that failed for weeks.
import {
  DescribeCopyJobCommand,
  ListRecoveryPointsByBackupVaultCommand,
  paginateListCopyJobs,
  StartCopyJobCommand,
} from '@aws-sdk/client-backup'
import { describe, expect, test } from '@jest/globals'
import { seedCopyHistory } from '../../../sandbox/aws/backup/copy-seed.ts'
import { farVault, morningAfter } from './backup-copy-world.ts'
import { day, hour, needs } from './calling.ts'
import { aurora, clusterId, east, files, five, roleArn, tags, twoRegions, vaultArn, west } from './two-regions.ts'

/** Asks for a copy of what the night has left in the near vault. */
const ask = (world: Awaited<ReturnType<typeof morningAfter>>, more: object) =>
  world.settle(
    world.clients[east].send(
      new StartCopyJobCommand({
        SourceBackupVaultName: 'near',
        RecoveryPointArn: world.point('Aurora').arn,
        DestinationBackupVaultArn: farVault,
        IamRoleArn: roleArn,
        ...more,
      }),
    ),
  )

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'not refused',
    (error: Error) => error.name,
  )

describe('StartCopyJob', () => {
  test('makes a second copy with the same token only after an hour, and tells the copy only at the end', async () => {
    const world = await morningAfter()
    const { clients, settle, clock, arrived } = world
    const { CopyJobId } = await ask(world, { IdempotencyToken: 'one' })
    expect((await ask(world, { IdempotencyToken: 'one' })).CopyJobId).toBe(CopyJobId)
    const describe = async () => (await settle(clients[east].send(new DescribeCopyJobCommand({ CopyJobId })))).CopyJob
    expect(await describe()).toMatchObject({ State: 'CREATED', SourceBackupVaultArn: vaultArn(east, 'near') })
    expect(await describe()).not.toHaveProperty('DestinationRecoveryPointArn')
    await clock.run(clock.now() + 5 * hour)
    const told = await describe()
    expect(told).toMatchObject({ State: 'COMPLETED', ResourceType: 'Aurora', DestinationBackupVaultArn: farVault })
    expect(arrived().map(({ arn }) => arn)).toContain(told?.DestinationRecoveryPointArn)
    expect((await ask(world, { IdempotencyToken: 'one' })).CopyJobId).not.toBe(CopyJobId)
    const elsewhere = settle(clients[west].send(new DescribeCopyJobCommand({ CopyJobId })))
    expect(await refusal(elsewhere)).toBe('ResourceNotFoundException')
  })

  test('refuses continuous, cold and unfinished points, unknown ones, and what is no vault', async () => {
    const world = await morningAfter()
    const { home, point } = world
    const seed = (more: object) =>
      home.backup.seedRecoveryPoint({
        vaultName: 'near',
        resource: { arn: aurora, type: 'Aurora', tags: {}, sizeBytes: 1 },
        createdAt: five - day,
        roleArn,
        snapshot: () => ({ content: undefined, restoreMetadata: {} }),
        ...more,
      })
    const refused = (RecoveryPointArn: string) => refusal(ask(world, { RecoveryPointArn }))
    expect(await refused(seed({ continuousOf: 'cluster-ABC' }))).toBe('InvalidRequestException')
    expect(await refused(seed({ status: 'EXPIRED' }))).toBe('InvalidRequestException')
    home.backup.alter(point('EFS').arn, { lifecycle: { coldAfterDays: 0 } })
    expect(await refused(point('EFS').arn)).toBe('InvalidRequestException')
    expect(await refused(`${aurora}:none`)).toBe('ResourceNotFoundException')
    expect(await refusal(ask(world, { DestinationBackupVaultArn: files }))).toBe('InvalidParameterValueException')
    const itself = vaultArn(east, 'near')
    expect(await refusal(ask(world, { DestinationBackupVaultArn: itself }))).toBe('InvalidParameterValueException')
    const asked = needs(home.backup.service, 'StartCopyJob', { RecoveryPointArn: 'point', IamRoleArn: roleArn })
    expect(asked.map(({ action, resource }) => [action, resource])).toEqual([
      ['backup:StartCopyJob', 'point'],
      ['iam:PassRole', roleArn],
    ])
  })

  test('copies into another vault of the same region as well', async () => {
    const world = await morningAfter()
    const keyArn = world.home.kms.seed({})
    world.home.backup.seedVault({ name: 'second', keyArn })
    await ask(world, { DestinationBackupVaultArn: vaultArn(east, 'second') })
    await world.clock.run(world.clock.now() + 5 * hour)
    expect(world.home.backup.recoveryPoints('second')).toMatchObject([{ keyArn, status: 'COMPLETED' }])
  })
})

describe('copies that have failed for weeks', () => {
  const since = five - 21 * day

  /** Forty nights of backups, of which the last three weeks' copies never arrived. */
  async function history() {
    const world = twoRegions({ types: [] })
    const { home, clients, settle } = world
    const points = Array.from({ length: 40 }, (_, index) => {
      const createdAt = five - (40 - index) * day
      const arn = home.backup.seedRecoveryPoint({
        vaultName: 'near',
        resource: { arn: aurora, type: 'Aurora', tags, sizeBytes: 1, encryptionKeyArn: world.storage },
        ...{ createdAt, completedAt: createdAt + hour, roleArn },
        snapshot: point => {
          const content = home.rds.seedSnapshot({
            ...{
              clusterId,
              id: point.split(':').slice(-2).join(':'),
              arn: point,
              type: 'awsbackup',
              takenAt: createdAt,
            },
          })
          return { content, restoreMetadata: {} }
        },
      })
      return { arn, createdAt }
    })
    seedCopyHistory(home.backup, { points, destinationVaultArn: farVault, roleArn, failingSince: since })
    const jobs = async () => {
      const found: { State?: string | undefined }[] = []
      const list = async () => {
        for await (const page of paginateListCopyJobs({ client: clients[east] }, { ByResourceArn: aurora }))
          found.push(...(page.CopyJobs ?? []))
      }
      await settle(list())
      return found
    }
    return { ...world, jobs }
  }

  test('are seen by whoever looks into the other vault, or lists the jobs of the last thirty days', async () => {
    const { clients, settle, jobs, home } = await history()
    const found = await settle(
      clients[west].send(new ListRecoveryPointsByBackupVaultCommand({ BackupVaultName: 'far', ByResourceArn: aurora })),
    )
    expect(found.RecoveryPoints).toHaveLength(4)
    expect(found.NextToken).toBeDefined()
    const newest = Math.max(...(await pagesOf(clients[west], settle)))
    expect(newest).toBe(since - day)
    const listed = await jobs()
    expect(listed.length).toBeLessThan(40)
    expect(listed.filter(({ State }) => State === 'FAILED')).toHaveLength(21)
    expect(home.backup.copyJobs()).toHaveLength(40)
  })
})

async function pagesOf(
  client: ReturnType<typeof twoRegions>['clients']['us-west-2'],
  settle: <T>(work: Promise<T>) => Promise<T>,
) {
  const dates: number[] = []
  let NextToken: string | undefined
  do {
    const command = new ListRecoveryPointsByBackupVaultCommand({ BackupVaultName: 'far', NextToken })
    const page = await settle(client.send(command))
    dates.push(...(page.RecoveryPoints ?? []).map(({ CreationDate }) => CreationDate?.getTime() ?? 0))
    NextToken = page.NextToken
  } while (NextToken)
  return dates
}

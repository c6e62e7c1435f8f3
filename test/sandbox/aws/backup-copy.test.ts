// Copies into another region's vault: what they cost in time and keys, what never arrives, and who is not told.
import {
  DescribeCopyJobCommand,
  GetRecoveryPointRestoreMetadataCommand,
  ListRecoveryPointsByBackupVaultCommand,
  paginateListCopyJobs,
  StartCopyJobCommand,
  StartRestoreJobCommand,
} from '@aws-sdk/client-backup'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { seedCopyHistory } from '../../../sandbox/aws/backup/copy-seed.ts'
import type { CopyJob } from '../../../sandbox/aws/backup/index.ts'
import { needs } from './calling.ts'
import {
  aurora,
  clusterId,
  east,
  files,
  five,
  roleArn,
  type Setting,
  tags,
  twoRegions,
  vaultArn,
  west,
} from './two-regions.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const farVault = vaultArn(west, 'far')

/** Two regions on the evening after a night's backups and copies. */
async function morningAfter(options: Setting = {}, prepare: (world: ReturnType<typeof twoRegions>) => void = () => {}) {
  const world = twoRegions(options)
  prepare(world)
  await world.clock.run(five + 14 * hour)
  const jobs = world.home.backup.copyJobs()
  const job = (type: string) => {
    const found = jobs.find(each => each.point.type === type)
    if (!found) throw new Error(`no copy of ${type}`)
    return found
  }
  const arrived = () => world.far.backup.recoveryPoints('far')
  return {
    ...world,
    job,
    arrived,
    states: () => jobs.map(({ state }) => state),
    point: (type: string) => job(type).point,
  }
}

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

describe('a rule’s copy action', () => {
  test('copies every backup once it is complete, under names of the other region and a key of its vault', async () => {
    const { arrived, job, farKey, storage } = await morningAfter()
    for (const type of ['Aurora', 'EFS', 'EBS']) {
      const { state, point, made, createdAt, completedAt = 0 } = job(type)
      expect(state).toBe('COMPLETED')
      expect(createdAt).toBe(point.completedAt)
      expect(completedAt - createdAt).toBeGreaterThanOrEqual(minute)
      expect(made).toMatchObject({ status: 'COMPLETED', keyArn: farKey, tags, vaultName: 'far', completedAt })
      // A copy keeps the creation date of what was copied.
      expect(made?.createdAt).toBe(point.createdAt)
    }
    expect(job('Aurora').point.keyArn).toBe(storage)
    expect(job('Aurora').made?.arn).toMatch(
      /^arn:aws:rds:us-west-2:\d{12}:cluster-snapshot:awsbackup:copyjob-[0-9a-f-]{36}$/i,
    )
    expect(job('EFS').made?.arn).toMatch(/^arn:aws:backup:us-west-2:\d{12}:recovery-point:[0-9a-f-]{36}$/)
    expect(job('EBS').made?.arn).toMatch(/^arn:aws:ec2:us-west-2::snapshot\/snap-0[0-9a-f]{16}$/)
    expect(arrived()).toHaveLength(3)
  })

  test('keeps its own retention, counted from the backup; without one, or with -1, the source’s', async () => {
    const world = await morningAfter()
    const { clock, arrived, point } = world
    await clock.run(point('EFS').createdAt + 14 * day - hour)
    expect(arrived().some(({ createdAt }) => createdAt === point('EFS').createdAt)).toBe(true)
    await clock.run(point('EFS').createdAt + 14 * day + hour)
    expect(arrived().some(({ createdAt }) => createdAt === point('EFS').createdAt)).toBe(false)
    for (const Lifecycle of [undefined, { DeleteAfterDays: -1 }]) {
      const rule = { CopyActions: [{ DestinationBackupVaultArn: farVault, Lifecycle }] }
      expect((await morningAfter({ rule })).job('EFS').made?.lifecycle).toEqual({ deleteAfterDays: 35 })
    }
  })

  test('works beside others, up to five, each into a vault', () => {
    const action = (name: string) => ({ DestinationBackupVaultArn: vaultArn(west, name) })
    expect(() => twoRegions({ rule: { CopyActions: [...'abcdef'].map(action) } })).toThrow(/at most 5/)
    expect(() => twoRegions({ rule: { CopyActions: [{ DestinationBackupVaultArn: 'far' }] } })).toThrow(/not the ARN/)
    const stranger = farVault.replace(/\d{12}/, '999900001111')
    expect(() => twoRegions({ rule: { CopyActions: [{ DestinationBackupVaultArn: stranger }] } })).toThrow(/account/)
  })

  test('lets no backup of the resource begin while it runs', async () => {
    const rule = { ScheduleExpression: 'cron(0 * ? * * *)', Lifecycle: { DeleteAfterDays: 2 } }
    const { clock, home, lifecycle } = twoRegions({ rule, types: ['Aurora'] })
    lifecycle.override({ transition: 'backup.copy.running', seconds: 3 * 3600 })
    for (let at = five; at < five + day; at += 10 * minute) {
      await clock.run(at)
      const running = [...home.backup.jobs(), ...home.backup.copyJobs()].filter(({ state }) => state === 'RUNNING')
      expect(running.length).toBeLessThanOrEqual(1)
    }
    expect(home.backup.copyJobs().filter(({ state }) => state === 'COMPLETED').length).toBeGreaterThan(3)
  })
})

describe('a copy fails, and only its job says so,', () => {
  const failures = async (options: Setting) => {
    const { states, job, arrived } = await morningAfter(options)
    return {
      states: states(),
      aurora: job('Aurora').message ?? '',
      files: job('EFS').message ?? '',
      arrived: arrived(),
    }
  }

  test('with the vault key aws/backup, for all that AWS Backup does not manage itself', async () => {
    const { states, aurora, arrived } = await failures({ key: 'aws/backup' })
    expect(states.toSorted()).toEqual(['COMPLETED', 'FAILED', 'FAILED'])
    expect(aurora).toContain('aws/backup')
    expect(arrived.map(({ type }) => type)).toEqual(['EFS'])
  })

  test('with a key of another region, a retention that the lock forbids, a policy that denies, a role that may not', async () => {
    const deny = { Effect: 'Deny', Principal: '*', Action: ['backup:CopyIntoBackupVault'], Resource: ['*'] } as const
    const notRds = { Effect: 'Deny', Action: ['rds:CopyDBClusterSnapshot'], Resource: ['*'] } as const
    const all = { Effect: 'Allow', Action: ['*'], Resource: ['*'] } as const
    for (const [options, message] of [
      [{ key: 'of another region' }, /key .* cannot be used/],
      [{ lock: { minDays: 30 } }, /14 days is outside 30/],
      [{ policy: [deny as never] }, /CopyIntoBackupVault/],
      [{ rule: { CopyActions: [{ DestinationBackupVaultArn: vaultArn(west, 'none') }] } }, /does not exist/],
      [{ rule: { CopyActions: [{ DestinationBackupVaultArn: vaultArn('eu-west-1', 'far') }] } }, /does not exist/],
    ] as const) {
      const { states, files, arrived } = await failures(options)
      expect(states).toEqual(['FAILED', 'FAILED', 'FAILED'])
      expect(files).toMatch(message)
      expect(arrived).toEqual([])
    }
    const { states, aurora } = await failures({ rights: [all, notRds] })
    expect(states.toSorted()).toEqual(['COMPLETED', 'COMPLETED', 'FAILED'])
    expect(aurora).toMatch(/rds:CopyDBClusterSnapshot.*AccessDenied/)
  })

  test('when a key is disabled on the way, on either side', async () => {
    for (const side of ['home', 'far'] as const) {
      const world = twoRegions({ types: ['EBS'] })
      world.lifecycle.override({ transition: 'backup.copy.running', seconds: 3600 })
      const state = () => world.home.backup.copyJobs()[0]?.state
      await world.clock.run(() => state() === (side === 'home' ? 'CREATED' : 'RUNNING'))
      world[side].kms.change(side === 'home' ? world.storage : world.farKey, 'Disabled')
      await world.clock.run(five + 14 * hour)
      expect(state()).toBe('FAILED')
    }
  })

  test('when AWS fails, and a PARTIAL backup makes a PARTIAL copy', async () => {
    const { states, arrived } = await morningAfter({}, ({ lifecycle }) => {
      lifecycle.override({ transition: 'backup.copy.running', resource: ':cluster:', outcome: 'failed' })
      lifecycle.override({ transition: 'backup.job.efs', outcome: 'partial' })
    })
    expect(states().toSorted()).toEqual(['COMPLETED', 'FAILED', 'PARTIAL'])
    expect(
      arrived()
        .map(({ type, status }) => `${type} ${status}`)
        .toSorted(),
    ).toEqual(['EBS COMPLETED', 'EFS PARTIAL'])
  })
})

describe('a dark region', () => {
  test('gets nothing, and a job waits two hours for it before it fails', async () => {
    const { clock, cloud, home, far } = twoRegions({ types: ['EFS'] })
    cloud.dark.add(west)
    await clock.run(() => home.backup.copyJobs().length > 0)
    const [job] = home.backup.copyJobs()
    await clock.run(clock.now() + hour)
    expect(job?.state).toBe('CREATED')
    await clock.run(clock.now() + 2 * hour)
    expect(job).toMatchObject({ state: 'FAILED', message: expect.stringContaining(west) })
    expect(far.backup.recoveryPoints()).toEqual([])
  })

  test('that answers again within that time gets its copy', async () => {
    const { clock, cloud, home, far } = twoRegions({ types: ['EFS'] })
    cloud.dark.add(west)
    await clock.run(() => home.backup.copyJobs().length > 0)
    await clock.run(clock.now() + hour)
    cloud.dark.delete(west)
    await clock.run(five + 14 * hour)
    expect(far.backup.recoveryPoints()).toHaveLength(1)
  })

  test('sends nothing: what was on its way when the source died never arrives', async () => {
    const { clock, cloud, home, far, lifecycle } = twoRegions()
    lifecycle.override({ transition: 'backup.copy.running', seconds: 3600 })
    await clock.run(() => home.backup.copyJobs().filter(({ state }) => state === 'RUNNING').length === 3)
    cloud.dark.add(east)
    await clock.run(five + 12 * hour)
    expect(far.backup.recoveryPoints()).toEqual([])
    cloud.dark.delete(east)
    expect(home.backup.copyJobs().map(({ state }) => state)).toEqual(['FAILED', 'FAILED', 'FAILED'])
  })
})

describe('a copy is good for a restore where it lies:', () => {
  test('an Aurora cluster comes back in the other region, from there alone', async () => {
    const world = await morningAfter()
    const { clients, settle, clock, job, cloud, farKey, far } = world
    cloud.dark.add(east)
    const RecoveryPointArn = job('Aurora').made?.arn ?? ''
    const asked = { BackupVaultName: 'far', RecoveryPointArn }
    const { RestoreMetadata } = await settle(clients[west].send(new GetRecoveryPointRestoreMetadataCommand(asked)))
    // It goes on naming the source's network and key.
    expect(RestoreMetadata).toMatchObject({ DBSubnetGroupName: `${east}-database`, KmsKeyId: world.storage })
    const Metadata = {
      DBClusterIdentifier: 'recovered',
      Engine: 'aurora-mysql',
      DBSubnetGroupName: `${west}-database`,
      VpcSecurityGroupIds: '["sg-database"]',
      KmsKeyId: farKey,
    }
    await settle(clients[west].send(new StartRestoreJobCommand({ RecoveryPointArn, IamRoleArn: roleArn, Metadata })))
    await clock.run(clock.now() + 2 * hour)
    expect(far.backup.restoreJobs()).toMatchObject([{ status: 'COMPLETED' }])
    expect(far.rds.database('recovered').administer('SELECT COUNT(*) FROM wp_posts').rows).toEqual([[0]])
  })

  test('a volume’s copy is a snapshot of EC2 there, and the content of a file system travels with its point', async () => {
    const { job, far, home } = await morningAfter()
    const id = job('EBS').made?.arn.split('/').at(-1) ?? ''
    expect(far.ec2.snapshot(id)).toMatchObject({ state: 'completed', encrypted: true, size: 10 })
    expect(home.ec2.snapshot(id)).toBeUndefined()
    expect(job('EFS').made?.snapshot.content).toBe('files of that night')
  })

  test('an unencrypted cluster stays unencrypted, an unencrypted volume does not', async () => {
    const { job, farKey, far } = await morningAfter({ unencrypted: true })
    expect(job('Aurora').made?.keyArn).toBeUndefined()
    expect(far.rds.snapshot(job('Aurora').made?.arn ?? '')?.kmsKeyArn).toBeUndefined()
    expect(job('EBS').made?.keyArn).toBe(farKey)
  })
})

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

test('whatever goes dark and when, a copy is there whole or not at all, and every job comes to an end', async () => {
  const outage = fc.record({
    region: fc.constantFrom(east, west),
    from: fc.integer({ min: 0, max: 240 }),
    minutes: fc.integer({ min: 1, max: 400 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(outage, { maxLength: 3 }), async outages => {
      const { clock, cloud, home, far } = twoRegions({ types: ['EFS'] })
      for (const { region, from, minutes } of outages) {
        clock.at(five + from * minute, () => cloud.dark.add(region))
        clock.at(five + (from + minutes) * minute, () => cloud.dark.delete(region))
      }
      await clock.run(five + 20 * hour)
      const ends: readonly CopyJob['state'][] = ['COMPLETED', 'FAILED']
      for (const { state, made } of home.backup.copyJobs()) {
        expect(ends).toContain(state)
        expect(far.backup.recoveryPoints().filter(point => point === made)).toHaveLength(state === 'COMPLETED' ? 1 : 0)
      }
    }),
    { numRuns: 25 },
  )
})

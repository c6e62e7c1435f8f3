// AWS Backup restores a file system: what it refuses at once, what it makes and leaves bare, and how it fails.
import { describe, expect, test } from '@jest/globals'
import { fileSystemId, files as filesOf, filesWorld, hour, minute, platform, role } from '../world/files-world.ts'
import { ask, refusal } from './calling.ts'

const into = { newFileSystem: 'false', 'file-system-id': fileSystemId }
const fresh = {
  ...{ newFileSystem: 'true', 'file-system-id': fileSystemId, CreationToken: 'a-run', Encrypted: 'true' },
  ...{ KmsKeyId: platform.files.kmsKeyId, PerformanceMode: 'generalPurpose' },
}
const directory = /^aws-backup-restore_2030-03-04T\d\d-\d\d-\d\d-\d{3}Z$/

function setting() {
  const world = filesWorld()
  const { backup, efs } = world.region
  const RecoveryPointArn = world.newest()
  const start = (metadata: Readonly<Record<string, string>>, more: object = {}) =>
    world.restore(metadata, { RecoveryPointArn, ...more })
  const refused = (Metadata: object, more: object = {}) =>
    refusal(backup.service, 'StartRestoreJob', { RecoveryPointArn, IamRoleArn: role, Metadata, ...more })
  const ended = (id: string) => world.clock.run(() => !['PENDING', 'RUNNING'].includes(world.job(id).Status))
  const traces = (id = fileSystemId) => filesOf(efs.root(id)).filter(name => name.startsWith('aws-backup-'))
  const only = () => efs.fileSystems().filter(({ id }) => id !== fileSystemId)
  return { ...world, RecoveryPointArn, start, refused, ended, traces, only }
}

describe('Into the file system itself', () => {
  test('items land below a directory at its root, which no API names; nothing that is there changes', async () => {
    const { start, ended, traces, job, root, clock } = setting()
    root.remove('/wp-content/uploads/2029')
    const from = clock.now()
    const id = start({ ...into, ItemsToRestore: '["/wp-content/uploads/2029/07", "/wp-content/uploads/2099"]' })
    expect(job(id)).toMatchObject({ Status: 'PENDING', ResourceType: 'EFS', PercentDone: '0.00%' })
    expect(job(id)).not.toHaveProperty('CreatedResourceArn')
    await ended(id)
    expect(job(id)).toMatchObject({ Status: 'COMPLETED', CreatedResourceArn: expect.stringContaining(fileSystemId) })
    const [name = ''] = traces()
    expect(name).toMatch(directory)
    expect(root.readdir(`/${name}/wp-content/uploads/2029`)).toEqual(['07'])
    expect(root.lstat(`/${name}/wp-content/uploads/2029/07/programme.pdf`)).toMatchObject({ owner: 33, mode: 0o644 })
    expect(root.exists('/wp-content/uploads/2029')).toBe(false)
    // Its name lies between the job's two times.
    const told = name.slice('aws-backup-restore_'.length).replace(/T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z/, 'T$1:$2:$3.$4Z')
    expect(Date.parse(told)).toBeGreaterThanOrEqual(from)
    expect(Date.parse(told)).toBeLessThan(clock.now())
  })

  test('a failed job leaves a directory of another name; one with losses completes and says nothing', async () => {
    const { start, ended, traces, job, lifecycle, root } = setting()
    lifecycle.override({ transition: 'backup.restore.efs', outcome: 'failed', times: 1 })
    lifecycle.override({ transition: 'backup.restore.efs', outcome: 'lost-and-found', times: 1 })
    const [failed, losing] = [start(into), start(into)]
    await Promise.all([ended(failed), ended(losing)])
    expect([job(failed).Status, job(losing).Status].toSorted()).toEqual(['COMPLETED', 'FAILED'])
    expect(
      traces()
        .map(name => name.replace(/_.*/, ''))
        .toSorted(),
    ).toEqual(['aws-backup-failed-restore', 'aws-backup-lost+found', 'aws-backup-restore'])
    expect(root.readdir('/aws-backup-lost+found')).toHaveLength(3)
  })

  test('takes as long as its files and bytes want, and a minute more', async () => {
    const { start, ended, clock, pass } = setting()
    const id = start(into)
    const from = clock.now()
    await ended(id)
    expect(clock.now() - from).toBeGreaterThan(minute)
    expect(clock.now() - from).toBeLessThan(7 * minute)
    await pass(minute)
  })
})

describe('Into a new file system', () => {
  test('the data is below the directory too, and everything else is what EFS gives by default', async () => {
    const { start, ended, traces, only, job, region } = setting()
    await ended(start(fresh, { CopySourceTagsToRestoredResource: false }))
    const [made] = only()
    const id = made?.id ?? ''
    expect(traces(id)).toEqual([expect.stringMatching(directory)])
    expect(made).toMatchObject({ throughputMode: 'bursting', lifecycle: [], backup: undefined, tags: [] })
    expect(made).toMatchObject({ encrypted: true, keyArn: platform.files.kmsKeyId, policy: undefined })
    expect([region.efs.mountTargets(id), region.efs.accessPoints(id)]).toEqual([[], []])
    expect(job(region.backup.restoreJobs()[0]?.id ?? '').CreatedResourceArn).toBe(made?.arn)
  })

  test('brings the tags when asked, and is found before the job has ended', async () => {
    const { start, ended, only, clock, region } = setting()
    const id = start(fresh, { CopySourceTagsToRestoredResource: true })
    await clock.run(() => only().length > 0)
    const find = () => ask(region.efs.service, 'DescribeFileSystems', { CreationToken: 'a-run' }).FileSystems
    await clock.run(clock.now() + 10_000)
    expect(find()).toHaveLength(1)
    await ended(id)
    expect(only()[0]?.tags).toContainEqual({ Key: 'Component', Value: 'wordpress' })
  })

  test('fails later, and only in words, for a token that is taken and a key that cannot be used', async () => {
    const { start, ended, job, region, refused, RecoveryPointArn } = setting()
    const metadata = ask(region.backup.service, 'GetRecoveryPointRestoreMetadata', {
      BackupVaultName: platform.files.vault,
      RecoveryPointArn,
    }).RestoreMetadata
    expect(refused(metadata)).toBe('InvalidParameterValueException')
    const echoed = start({ ...metadata, newFileSystem: 'true' })
    region.kms.change(platform.files.kmsKeyId, 'Disabled')
    const locked = start({ ...fresh, CreationToken: 'another' })
    await Promise.all([ended(echoed), ended(locked)])
    expect(job(echoed)).toMatchObject({
      Status: 'FAILED',
      StatusMessage: expect.stringContaining('FileSystemAlreadyExists'),
    })
    expect(job(locked)).toMatchObject({ Status: 'FAILED', StatusMessage: expect.stringContaining('cannot be used') })
  })
})

describe('A request', () => {
  test('that AWS Backup does not understand is refused at once', () => {
    const { refused } = setting()
    const bad = [
      { ...into, ItemsToRestore: '/wp-content/uploads' },
      { ...into, ItemsToRestore: '["wp-content/uploads"]' },
      { ...into, ItemsToRestore: '[]' },
      { newFileSystem: 'false' },
      { ...into, newFileSystem: 'yes' },
      { ...into, FileSystemId: fileSystemId },
      { ...into, ItemsToRestore: JSON.stringify([`/${'x'.repeat(210_000)}`]) },
      ...['CreationToken', 'PerformanceMode', 'Encrypted', 'KmsKeyId'].map(key => ({ ...fresh, [key]: '' })),
      ...['CreationToken', 'PerformanceMode', 'Encrypted'].map(key =>
        Object.fromEntries(Object.entries(fresh).filter(([each]) => each !== key)),
      ),
      { ...fresh, Encrypted: 'false' },
    ]
    expect(bad.map(metadata => refused(metadata))).toEqual(bad.map(() => 'InvalidParameterValueException'))
    expect(refused({})).toBe('MissingParameterValueException')
    expect(refused(into, { ResourceType: 'EBS' })).toBe('InvalidRequestException')
  })

  test('repeated with its token within the hour is the same job, and afterwards another', async () => {
    const { start, pass } = setting()
    const first = start(into, { IdempotencyToken: 'one' })
    expect(start(into, { IdempotencyToken: 'one' })).toBe(first)
    await pass(hour + minute)
    expect(start(into, { IdempotencyToken: 'one' })).not.toBe(first)
  })

  test('is judged by the role’s rights and by the policy of the file system, in the job’s message only', async () => {
    const { start, ended, job, cloud } = setting()
    cloud.iam.addRole({ arn: role, trust: ['backup.amazonaws.com'], statements: [] })
    const id = start(into)
    await ended(id)
    expect(job(id)).toMatchObject({ Status: 'FAILED', StatusMessage: expect.stringContaining('not authorized') })
  })
})

describe('A recovery point', () => {
  test('that is PARTIAL is restored as far as it goes; an EXPIRED one is refused', async () => {
    const { start, refused, ended, region, RecoveryPointArn, traces, root, job } = setting()
    region.backup.alter(RecoveryPointArn, { status: 'PARTIAL' })
    const id = start({ ...into, ItemsToRestore: '["/wp-content/uploads/2029/07"]' })
    await ended(id)
    expect(job(id).Status).toBe('COMPLETED')
    const restored = root.readdir(`/${traces()[0]}/wp-content/uploads/2029/07`)
    // Half of the twenty that the recovery point would hold were it whole.
    expect(restored).toHaveLength(10)
    region.backup.alter(RecoveryPointArn, { status: 'EXPIRED' })
    expect(refused(into)).toBe('InvalidRequestException')
  })

  test('in cold storage takes four hours more', async () => {
    const { start, ended, region, RecoveryPointArn, clock } = setting()
    region.backup.alter(RecoveryPointArn, { lifecycle: { coldAfterDays: 0 } })
    const from = clock.now()
    await ended(start(into))
    expect(clock.now() - from).toBeGreaterThan(4 * hour)
    expect(clock.now() - from).toBeLessThan(4 * hour + 7 * minute)
  })
})

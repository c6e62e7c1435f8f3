// The real AWS CLI and kubectl bring back files and metrics: as a hand-written runbook prints it, and corrected.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Sandbox } from '../../sandbox/serve/serve.ts'
import { advance, ask, faults, installed, operating, platform, run, served, words } from './served.ts'

const { files, monitoring } = platform
const minutes = 60
/** Every command starts a program, which takes a second and more on a busy machine. */
const LONG = 180_000

const whereAws = installed('aws', '--version') ? describe : describe.skip
const whereKubectl = installed('kubectl', 'version', '--client') ? test : test.skip

whereAws('a hand-written runbook for files and disks', () => {
  const home = mkdtempSync(join(tmpdir(), 'files-and-volumes-'))
  let sandbox: Sandbox
  const { answers, fails } = operating(() => sandbox, home)
  const role = `arn:aws:iam::${platform.account}:role/${files.restoreRole}`
  const kubectl = async (line: string, namespace = monitoring.namespace) => {
    const config = ['--kubeconfig', join(home, 'config'), '--cache-dir', home, '--namespace', namespace]
    return run('kubectl', [...config, ...words(line)], { HOME: home })
  }
  const newestOf = async (vault: string, type: 'EFS' | 'EBS'): Promise<string> => {
    const list = `backup list-recovery-points-by-backup-vault --backup-vault-name ${vault} --by-resource-type ${type}`
    return answers(`${list} --query 'sort_by(RecoveryPoints,&CreationDate)[-1].RecoveryPointArn'`)
  }
  const start = (point: string, metadata: object) =>
    `backup start-restore-job --iam-role-arn ${role} --recovery-point-arn ${point} --metadata '${JSON.stringify(metadata)}' --query RestoreJobId`
  const job = (id: string, fields: string) =>
    answers(`backup describe-restore-job --restore-job-id ${id} --query ${fields}`)
  /** A job's end: the CLI, whose start takes most of a second of processor time, looks once it is over. */
  const finished = async (id: string): Promise<string> => {
    const isOver = () => sandbox.world.region.backup.restoreJobs().find(each => each.id === id)?.status === 'COMPLETED'
    for (let looks = 0; looks < 20 && !isOver(); looks++) await advance(sandbox, 30 * minutes)
    const [status, arn] = await job(id, '[Status,CreatedResourceArn]')
    expect(status).toBe('COMPLETED')
    return arn
  }

  beforeAll(async () => {
    sandbox = await served({ scenario: 'file-deletion' })
    writeFileSync(join(home, 'config'), (await ask(sandbox, '/_muster/kubeconfig')).text)
  })
  afterAll(async () => {
    await sandbox.stop()
    rmSync(home, { recursive: true })
  })

  const whole = {
    'file-system-id': files.fileSystemId,
    newFileSystem: 'true',
    Encrypted: 'true',
    KmsKeyId: files.kmsKeyId,
    PerformanceMode: 'generalPurpose',
  }
  let restored = ''

  test(
    'a whole restore without a creation token is turned down (C16); with it the id is told only at the end (C18)',
    async () => {
      const point = await newestOf(files.vault, 'EFS')
      await fails(start(point, whole), /CreationToken|creation token/i)
      // The source's id is asked for and ignored: a new file system is made all the same (C15).
      const id = await answers(start(point, { ...whole, CreationToken: 'by-hand' }))
      expect(await job(id, 'CreatedResourceArn')).toBeNull()
      const arn = await finished(id)
      restored = arn.split('/').at(-1) ?? ''
      expect(restored).toMatch(/^fs-/)
      expect(restored).not.toBe(files.fileSystemId)
    },
    LONG,
  )

  test(
    'what was restored lies in a directory of its own (C17), and has neither doors nor settings (C20, C21)',
    async () => {
      expect(sandbox.world.region.efs.root(restored).readdir('/')).toEqual([
        expect.stringMatching(/^aws-backup-restore_\d{4}-\d{2}-\d{2}T/),
      ])
      const query = '--query MountTargets[].LifeCycleState'
      expect(await answers(`efs describe-mount-targets --file-system-id ${restored} ${query}`)).toEqual([])
      expect(await answers(`efs describe-access-points --file-system-id ${restored} --query AccessPoints`)).toEqual([])
      await fails(`efs describe-file-system-policy --file-system-id ${restored}`, /PolicyNotFound/)
      const lifecycle = `efs describe-lifecycle-configuration --file-system-id ${restored} --query LifecyclePolicies`
      expect(await answers(lifecycle)).toEqual([])
    },
    LONG,
  )

  test(
    'a mount target is not there at once, and a zone takes one (C20)',
    async () => {
      const from = 'MountTargets[0].[SubnetId,MountTargetId]'
      const [subnet, live] = await answers(
        `efs describe-mount-targets --file-system-id ${files.fileSystemId} --query ${from}`,
      )
      const group = await answers(
        `efs describe-mount-target-security-groups --mount-target-id ${live} --query SecurityGroups[0]`,
      )
      const create = `efs create-mount-target --file-system-id ${restored} --subnet-id ${subnet} --security-groups ${group}`
      expect(await answers(`${create} --query LifeCycleState`)).toBe('creating')
      await fails(create, /MountTargetConflict/)
      await advance(sandbox, 5 * minutes)
      const state = `efs describe-mount-targets --file-system-id ${restored} --query MountTargets[].LifeCycleState`
      expect(await answers(state)).toEqual(['available'])
    },
    LONG,
  )

  test(
    'items alone go into the live file system, beside everything that is there (C22)',
    async () => {
      const live = sandbox.world.region.efs.root(files.fileSystemId)
      const before = live.readdir('/')
      const items = { ...whole, newFileSystem: 'false', ItemsToRestore: `["${files.path}/uploads/2029"]` }
      const { Encrypted: _, KmsKeyId: __, PerformanceMode: ___, ...metadata } = items
      await finished(await answers(start(await newestOf(files.vault, 'EFS'), metadata)))
      const added = live.readdir('/').filter(name => !before.includes(name))
      expect(added).toEqual([expect.stringMatching(/^aws-backup-restore_/)])
      expect(live.readdir(`/${added[0]}${files.path}/uploads`)).toEqual(['2029'])
      // Only the one picture that somebody has missed and uploaded again.
      expect(live.readdir(`${files.path}/uploads/2029`)).toEqual(['07'])
    },
    LONG,
  )

  test(
    'keys as printed are no keys; a disk of which no type is said is gp2, without the tag to attach it by (C29, C30)',
    async () => {
      const point = await newestOf(monitoring.vault, 'EBS')
      const printed = { AvailabilityZone: 'us-east-1a', Encrypted: 'true', KmsKeyId: monitoring.kmsKeyId }
      await fails(start(point, printed), /AvailabilityZone is not a key/)
      const said = { availabilityZone: 'us-east-1a', encrypted: 'true', kmsKeyId: monitoring.kmsKeyId }
      const arn = await finished(await answers(start(point, said)))
      const look = `ec2 describe-volumes --volume-ids ${arn.split('/').at(-1)} --query Volumes[0].[VolumeType,Tags]`
      const [type, tags] = await answers(look)
      expect(type).toBe('gp2')
      expect((tags ?? []).map(({ Key }: { Key: string }) => Key)).not.toContain('ebs.csi.aws.com/cluster')
    },
    LONG,
  )

  whereKubectl(
    'a StatefulSet may not be pointed at another volume (C25), and a restart would keep the old disk (C27)',
    async () => {
      const set = `prometheus-${monitoring.prometheus.resource}`
      const path = '/spec/volumeClaimTemplates/0/spec/volumeName'
      const patch = `[{"op":"add","path":"${path}","value":"prometheus-restored-pv"}]`
      const patched = await kubectl(`patch statefulset ${set} --type=json -p '${patch}'`)
      expect(patched).toEqual({
        code: 1,
        text: expect.stringContaining('updates to statefulset spec for fields other'),
      })
      const claim = `prometheus-${monitoring.prometheus.resource}-db-${set}-0`
      const bound = async () => (await kubectl(`get pvc ${claim} -o jsonpath={.spec.volumeName}`)).text
      const before = await bound()
      expect(before).not.toBe('')
      expect(await kubectl(`rollout restart statefulset ${set}`)).toMatchObject({ code: 0 })
      await advance(sandbox, 10 * minutes)
      expect(await bound()).toBe(before)
    },
    LONG,
  )

  whereKubectl(
    'the operator takes back what is changed on its StatefulSet (C26)',
    async () => {
      const set = `prometheus-${monitoring.prometheus.resource}`
      expect((await kubectl(`scale statefulset ${set} --replicas=0`)).code).toBe(0)
      await advance(sandbox, 5 * minutes)
      expect((await kubectl(`get statefulset ${set} -o jsonpath={.spec.replicas}`)).text).toBe('1')
    },
    LONG,
  )
})

test('no command has met a fault of the sandbox itself', () => {
  expect(faults).toEqual([])
})

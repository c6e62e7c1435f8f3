// Misfortunes of a lost region, each looked at in the world that it strikes, without a run.
import { describe, expect, test } from '@jest/globals'
import type { FaultSetting } from '../../sandbox/faults/fault.ts'
import { faults, platformUnder } from '../../sandbox/faults/index.ts'
import { regionFaults } from '../../sandbox/faults/region.ts'
import { regionCopyFaults } from '../../sandbox/faults/region-copies.ts'
import { terraformFaults } from '../../sandbox/faults/terraform.ts'
import { deployments, nodes } from '../../sandbox/kubernetes/kinds.ts'
import { regionFailure as disaster } from '../../sandbox/world/disasters/region-failure.ts'
import { ask, refusal } from './aws/calling.ts'
import {
  east,
  minute,
  newestCopy,
  platform,
  queueRun,
  startWordPress,
  type TwoRegions,
  turnUp,
  twoRegions,
  west,
} from './world/two-regions-world.ts'

const own = [...regionCopyFaults, ...regionFaults, ...terraformFaults]
const struckAt = Date.parse(disaster.at)
const startsAt = struckAt + disaster.noticedAfter * 1000

/** The fault is armed at the beginning, the region is lost, and somebody is about to start a run. */
async function struck(text: string): Promise<TwoRegions> {
  const [name = '', argument = ''] = text.split('@')
  const world = twoRegions({ platform: platformUnder([text], platform) })
  const fault = own.find(each => each.name === name)
  if (!fault) throw new Error(`there is no fault ${name}`)
  const scenario = { name: 'region-failure', nodes: [] }
  const timeline = { whenBegun: (_: string, act: () => void) => act() }
  fault.arm({ world, struckAt, startsAt, scenario, mode: 'recover', timeline } as unknown as FaultSetting, argument)
  await world.clock.run(struckAt)
  disaster.strike(world)
  await world.clock.run(startsAt)
  return world
}

const dayOf = (world: TwoRegions, store: 'database' | 'files') =>
  new Date(newestCopy(world, store).createdAt).toISOString().slice(0, 10)

const lastRun = ({ terraform }: TwoRegions) => terraform?.api.runs().at(-1)

describe('A misfortune of a lost region', () => {
  test('is among all faults, and is refused by name where no region is lost', () => {
    const about = { scenario: { name: 'file-deletion' }, mode: 'recover' } as never
    for (const each of own) {
      expect(faults).toContain(each)
      expect(each.wrong?.('database', about)).toMatch(/^it means nothing in file-deletion, which /)
    }
    const here = { scenario: { name: 'region-failure', nodes: [] }, mode: 'recover' } as never
    const wrong = (name: string, argument: string) => own.find(each => each.name === name)?.wrong?.(argument, here)
    expect(wrong('copies-fail', 'cellar')).toBe('"cellar" is no store: there are database, files, monitoring')
    expect(wrong('zone-lost', 'z')).toBe('"z" is no zone\'s letter, a to c')
    expect(wrong('primary-returns', 'never')).toContain('"never" is no step of region-failure')
    expect(wrong('no-certificate', '')).toBeUndefined()
  })

  test('leaves the newest copy, the copies of weeks, or every one of them out; its own region says so', async () => {
    expect(dayOf(await struck('newest-copy-missing@database'), 'database')).toBe('2030-03-03')
    const world = await struck('copies-fail@files')
    expect(dayOf(world, 'files')).toBe('2030-02-20')
    expect(dayOf(world, 'database')).toBe('2030-03-04')
    const failed = world.home.region.backup.copyJobs().filter(({ state }) => state === 'FAILED')
    expect(failed).toHaveLength(12)
    expect(failed[0]?.message).toContain('key of the destination vault')
    const never = await struck('never-copied@database')
    expect(() => newestCopy(never, 'database')).toThrow('nothing of database was copied')
    expect(dayOf(await struck('copy-partial@database'), 'database')).toBe('2030-03-03')
  })

  test('makes the platform name a key that is no key of the recovery region', async () => {
    const { region, platform: view } = await struck('key-of-primary')
    expect(view.database.kmsKeyId).toContain(`:${east}:`)
    expect(refusal(region.kms.service, 'DescribeKey', { KeyId: view.database.kmsKeyId })).toBe('NotFoundException')
    const calm = await struck('no-certificate')
    expect(calm.platform.database.kmsKeyId).toContain(`:${west}:`)
  })

  test('takes away what the recovery region had for the day', async () => {
    const { region: versions } = await struck('version-not-offered')
    const { DBEngineVersions } = ask(versions.rds.service, 'DescribeDBEngineVersions', { Engine: 'aurora-mysql' })
    const offered = DBEngineVersions.map(({ EngineVersion }: { EngineVersion: string }) => EngineVersion)
    expect(offered).not.toContain('8.0.mysql_aurora.3.08.2')
    const short = await struck('quota-short')
    await turnUp(short)
    expect(lastRun(short)).toMatchObject({
      status: 'errored',
      failure: { message: expect.stringContaining('VcpuLimitExceeded') },
    })
    const { certificateArn: CertificateArn, loadBalancer } = platform.recovery.application
    const { acm } = (await struck('no-certificate')).region
    expect(ask(acm.service, 'DescribeCertificate', { CertificateArn }).Certificate.Status).toBe('PENDING_VALIDATION')
    const without = await struck('no-load-balancer')
    expect(refusal(without.region.balancers.service, 'DescribeLoadBalancers', { Names: [loadBalancer] })).toBe(
      'LoadBalancerNotFoundException',
    )
    const { cloudwatch } = (await struck('flag-alarm-missing')).region
    const { traffic } = platform.recovery
    expect(traffic.by === 'flag' && cloudwatch.alarm(traffic.alarm)).toBeUndefined()
  })

  test('takes the control plane of Route 53, also where the primary region is not its own', async () => {
    const { traffic } = await struck('dns-control-plane-down')
    expect(refusal(traffic.route53.service, 'ListHostedZones', {})).toBe('ServiceUnavailable')
  })

  test('keeps secrets from following: one never came, or all are newer than the copies', async () => {
    const { secret } = platform.database
    expect((await struck('replica-missing')).region.secrets.current(secret)).toBeUndefined()
    const { home, region, accounts } = await struck('rotated-since-copy')
    expect(region.secrets.current(secret)).toEqual(home.region.secrets.current(secret))
    expect(region.secrets.current(secret)?.value).not.toContain(accounts.application.password)
    const refusing = await struck('replica-not-promotable')
    const call = { operation: 'secretsmanager:StopReplicationToReplica' } as never
    expect(refusing.edgeFaults.map(each => each(call, {}))).toMatchObject([{ name: 'InvalidRequestException' }])
  })

  test('takes a zone, and the nodes of the day come up in the others', async () => {
    const world = await struck('zone-lost@b')
    await turnUp(world)
    await world.pass(3 * minute)
    const zones = world.kubernetes.store
      .list(nodes)
      .map(({ metadata }) => metadata.labels?.['topology.kubernetes.io/zone'])
    expect(zones).toEqual([`${west}a`, `${west}a`, `${west}a`])
    const gone = await struck('zone-lost@a')
    expect(gone.kubernetes.store.list(nodes)).toEqual([])
  })

  test('lets nodes join that are never ready, so that pods stay pending', async () => {
    const world = await struck('nodes-never-ready')
    await turnUp(world)
    startWordPress(world)
    await world.pass(10 * minute)
    const { namespace, deployment } = platform.kubernetes
    expect(world.kubernetes.store.get(deployments, namespace, deployment)?.status?.readyReplicas ?? 0).toBe(0)
  })

  test('brings the primary region back in the middle of everything', async () => {
    const world = twoRegions()
    disaster.strike(world)
    const scenario = { name: 'region-failure', nodes: [] }
    const timeline = { whenBegun: (_: string, act: () => void) => act() }
    const setting = { world, scenario, mode: 'recover', timeline } as unknown as FaultSetting
    own.find(({ name }) => name === 'primary-returns')?.arm(setting, 'restored')
    expect(world.serving()).toBeUndefined()
    await world.pass(minute)
    expect(world.serving()?.region.name).toBe(east)
  })
})

describe('HCP Terraform', () => {
  test('breaks a plan or an apply, or applies for ever; nodes come only of what was applied', async () => {
    const plan = await struck('terraform-plan-fails')
    await queueRun(plan)
    expect(lastRun(plan)).toMatchObject({ status: 'errored', failure: { phase: 'plan' } })
    for (const [name, status] of [
      ['terraform-apply-fails', 'errored'],
      ['terraform-stuck', 'applying'],
    ] as const) {
      const world = await struck(name)
      await turnUp(world)
      expect(lastRun(world)?.status).toBe(status)
      expect(world.kubernetes.store.list(nodes)).toHaveLength(1)
    }
  })

  test('keeps a run waiting: behind a lock, behind somebody else’s run, for somebody who may apply', async () => {
    const locked = await struck('terraform-locked')
    await queueRun(locked)
    expect(lastRun(locked)?.status).toBe('pending')
    const behind = await struck('terraform-run-ahead')
    await queueRun(behind)
    expect(behind.terraform?.api.runs().map(({ status }) => status)).toEqual(['planned', 'pending'])
    const waiting = await struck('terraform-may-not-apply')
    await turnUp(waiting)
    expect(lastRun(waiting)).toMatchObject({ status: 'planned', awaits: 'confirmation' })
  })

  test('knows the token no more, or does not answer', async () => {
    expect(await queueRun(await struck('terraform-token-revoked'))).toBe(401)
    expect((await struck('terraform-silent')).terraform?.api.outage).toBe('silent')
  })
})

// A quarter of drills, interrupted by one real disaster; alarms and backups that set off runs; and who is called when.
import { beforeAll, describe, expect, jest, test } from '@jest/globals'
import { keys } from '../../domain/control-records.ts'
import { doorNamed } from '../../domain/deployed-names.ts'
import { type EventType, emitted } from '../../domain/events.ts'
import type { Platform } from '../../domain/platform.ts'
import { drillsSchema, reactionsSchema } from '../../domain/platform-operations.ts'
import { type Mode, modes } from '../../domain/run.ts'
import { drilledKey, machinesOf } from '../../domain/watchfulness.ts'
import type { BusEvent } from '../../sandbox/aws/events/index.ts'
import type { Execution, Json } from '../../sandbox/engine/index.ts'
import { cronJobs } from '../../sandbox/kubernetes/kinds.ts'
import type { Handler } from '../../sandbox/lambda.ts'
import { connectEvents, deployAlarms, deployOperations } from '../../sandbox/operations.ts'
import type { Approving } from '../../sandbox/rehearsal.ts'
import { handlersOf } from '../../sandbox/rehearse.ts'
import { deploy, setStage } from '../../sandbox/stage.ts'
import { disasterFor } from '../../sandbox/world/disasters/index.ts'
import type { World } from '../../sandbox/world/world.ts'
import { scenarios } from '../../workflows/index.ts'
import { asked, platform as example } from '../rehearsing.ts'

const MINUTE = 60_000
const DAY = 1440 * MINUTE
const at = (text: string) => Date.parse(text)
jest.setTimeout(180_000)

const here = scenarios.filter(({ runsIn = 'primary' }) => runsIn === 'primary')
const loaded = new Map<string, Handler>()

beforeAll(async () => {
  for (const scenario of here)
    for (const mode of modes) for (const [name, handler] of await handlersOf(scenario, mode)) loaded.set(name, handler)
})

const ANSWERS: Approving = { kind: 'approve', afterSeconds: 120 }

/** WP-Cron and Argo CD stand still: in three months they would do nothing but take time. */
async function worldOf(changes: object, seed: string, approving: Approving = ANSWERS): Promise<World> {
  const platform = { ...example, kubernetes: { ...example.kubernetes, argoApplication: null }, ...changes } as Platform
  const request = asked({ mode: 'drill', seed, platform, approving })
  const [scenario] = here
  const stage = await setStage({ request, scenario: scenario!, handlers: loaded, ideal: false, quick: true })
  const { world } = stage
  for (const each of here) for (const mode of modes) deploy(world, { scenario: each, mode, handlers: loaded })
  for (const each of world.kubernetes.store.list(cronJobs))
    world.kubernetes.store.update(each, ({ spec }) => {
      if (spec) spec.suspend = true
    })
  world.visitors.stop()
  connectEvents(world)
  return world
}

const executionsOf = ({ engine }: World, mode?: Mode): readonly Execution[] =>
  engine
    .listStateMachines()
    .filter(({ name }) => mode === undefined || name.endsWith(`-${mode}`))
    .flatMap(({ arn }) => engine.listExecutions(arn))
    .toSorted((a, b) => a.startDate - b.startDate)

const recordOf = ({ region, platform }: World, key: string) =>
  JSON.parse(Buffer.from(region.s3.content(platform.muster.controlBucket, key) ?? 'null').toString())

const endingsOf = (world: World): Readonly<Record<string, string>> =>
  Object.fromEntries(executionsOf(world).map(({ name }) => [name, recordOf(world, keys.record(name))?.ending]))

const call = ({ functions, platform }: World, door: string, event: Json): Promise<Json> =>
  functions.invoke(doorNamed(`${platform.project}-${platform.environment}`, door), event)

async function settled<T>({ clock }: World, work: Promise<T>): Promise<T> {
  let over = false
  const done = () => {
    over = true
  }
  work.then(done, done)
  await clock.run(() => over)
  return work
}

describe('a quarter', () => {
  let world: World
  const begins = at('2030-03-04T07:00:00Z')

  beforeAll(async () => {
    world = await worldOf({ drills: drillsSchema.parse({ timeZone: 'Europe/Berlin' }) }, 'quarter')
    deployOperations(world, here, 'rate(1 day)')
    // Two attempts for March's drill, and May's schedule is called five minutes late.
    world.lifecycle.override({ transition: 'scheduler.invocation', resource: 'monitoring-loss', outcome: 'twice' })
    world.lifecycle.override({ transition: 'scheduler.invocation', resource: 'file-deletion', seconds: 300 })
    await world.clock.run(at('2030-04-08T07:55:00Z'))
    world.visitors.start()
    // April's drill of the database has begun when the database is corrupted for good.
    await world.clock.run(at('2030-04-08T08:01:00Z'))
    disasterFor('database-corruption').strike(world)
    await world.clock.run(at('2030-04-08T08:01:30Z'))
    const input = { ...disasterFor('database-corruption').request(world), damagedAt: '2030-04-08T08:01:00Z' }
    await settled(
      world,
      call(world, 'start-run', {
        ...{ scenario: 'database-corruption', mode: 'recover', input, reason: 'orders are gone' },
        ...{ requestedBy: { kind: 'iam', id: 'oncall/ana' }, key: 'client-request-1' },
      }),
    )
    await world.clock.run(at('2030-04-08T12:00:00Z'))
    world.visitors.stop()
    await world.clock.run(begins + 93 * DAY)
  })

  test('has one drill of each scenario, by the wall clock, and a run for the disaster', () => {
    expect(executionsOf(world).map(({ name }) => name.replace(/-\w{8}$/, ''))).toEqual([
      'monitoring-loss-drill-20300308T0900',
      'database-corruption-drill-20300408T0800',
      'database-corruption-20300408T0801',
      'file-deletion-drill-20300508T0800',
    ])
  })

  test('gives way to the disaster: the drill ends skipped, the platform is recovered, the other drills pass', () => {
    expect(Object.values(endingsOf(world))).toEqual(['DrillPassed', 'Skipped', 'Recovered', 'DrillPassed'])
    const [, skipped] = executionsOf(world, 'drill')
    expect(skipped?.status).toBe('SUCCEEDED')
    const { name } = executionsOf(world, 'recover')[0]!
    expect(recordOf(world, keys.record(skipped?.name ?? '')).cause).toContain(`gives way to the real run ${name}`)
    expect(world.region.s3.keys(world.platform.muster.controlBucket).filter(key => key.startsWith('locks/'))).toEqual(
      [],
    )
  })

  test('remembers the drills that passed, and counts the days for one that did not', async () => {
    const looked = await settled(
      world,
      call(world, 'look-after-runs', { machines: machinesOf(world.platform, here, 'primary') as unknown as Json }),
    )
    const { daysSinceDrill } = looked as { daysSinceDrill: Record<string, number> }
    expect(daysSinceDrill).toEqual({ 'database-corruption': 92, 'file-deletion': 27, 'monitoring-loss': 88 })
    expect(recordOf(world, drilledKey('file-deletion')).run).toBe('file-deletion-drill-20300508T0800')
  })

  test('meets no call that IAM denies', () => {
    expect(world.cloud.calls.length).toBeGreaterThan(1000)
    expect(world.cloud.calls.filter(({ outcome }) => outcome === 'denied')).toEqual([])
  })
})

const ERRORS = 'wordpress-prod-database-errors'
const OURS = { namespace: 'WordPress', metric: 'DatabaseErrors' }

const reactions = [
  { name: 'errors', on: { alarm: ERRORS }, does: 'propose-recovery', scenario: 'database-corruption' },
  {
    name: 'after-backup',
    on: { backup: 'EBS' },
    does: 'start-drill',
    scenario: 'monitoring-loss',
    quietMinutes: 40_320,
  },
]

/** An alarm of the platform's own on errors of its database. */
function watchErrors({ region }: World): void {
  region.cloudwatch.seed({
    ...{ AlarmName: ERRORS, Namespace: OURS.namespace, MetricName: OURS.metric, Statistic: 'Sum', Period: 60 },
    ...{
      EvaluationPeriods: 2,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    },
  })
}

/** Errors in each of so many minutes. */
async function errorsFor({ region, clock }: World, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    region.cloudwatch.record({ namespace: OURS.namespace, name: OURS.metric, dimensions: [] }, 50)
    await clock.run(clock.now() + MINUTE)
  }
}

const stateOf = ({ region, platform }: World, alarm: string): string | undefined =>
  region.cloudwatch.alarm(`${platform.project}-${platform.environment}-${alarm}`)?.status.value

describe('what happens on AWS', () => {
  let world: World
  const heard: BusEvent[] = []

  beforeAll(async () => {
    world = await worldOf({ reactions: reactionsSchema.parse(reactions) }, 'events')
    deployOperations(world, here, 'rate(1 day)')
    deployAlarms(world, here)
    watchErrors(world)
    world.region.events.onEvent(event => heard.push(event))
    await world.clock.run(at('2030-03-04T09:00:00Z'))
  })

  test('an alarm proposes a recovery, once, though its events come twice and late; a person approves it', async () => {
    const { clock, lifecycle } = world
    world.visitors.start()
    disasterFor('database-corruption').strike(world)
    lifecycle.override({ transition: 'events.delivery', resource: 'reaction-errors', outcome: 'twice', seconds: 240 })
    await errorsFor(world, 4)
    await clock.run(clock.now() + 4 * 60 * MINUTE)
    const [run, ...others] = executionsOf(world, 'recover')
    expect(others).toEqual([])
    const input = JSON.parse(run?.input ?? '{}')
    expect(input).toMatchObject({ approval: 'required', damagedAt: expect.stringMatching(/^2030-03-04T09:0\d:00Z$/) })
    expect(recordOf(world, keys.start(run?.name ?? '')).requestedBy).toEqual({ kind: 'event', id: 'errors' })
    expect(endingsOf(world)[run?.name ?? '']).toBe('Recovered')
    world.visitors.stop()
  })

  test('and the run told as events what happened to it, each as its schema says', () => {
    const ours = heard.filter(({ source }) => source === 'muster')
    for (const { detail, ...event } of ours) {
      expect(emitted[event['detail-type'] as EventType].parse(detail)).toEqual(detail)
      expect(detail.run).toBe(executionsOf(world, 'recover')[0]?.name)
    }
    const types = ours.map(event => event['detail-type'])
    expect([types[0], types.at(-1)]).toEqual(['Run Started', 'Run Ended'])
    expect(types).toContain('Decision Needed')
  })

  test('a completed backup starts a drill, and the next night’s does not', async () => {
    await world.clock.run(at('2030-03-06T12:00:00Z'))
    const drills = executionsOf(world, 'drill')
    expect(drills.map(({ name }) => name.slice(0, -14))).toEqual(['monitoring-loss-20300305'])
    expect(endingsOf(world)[drills[0]?.name ?? '']).toBe('DrillPassed')
  })

  test('a backup that comes to nothing calls somebody, who is led to its article', async () => {
    const { clock, lifecycle, region } = world
    expect([stateOf(world, 'a-backup-failed'), stateOf(world, 'a-copy-failed')]).toEqual(['OK', 'OK'])
    lifecycle.override({ transition: 'backup.job.efs', outcome: 'failed', times: 1 })
    const called: (readonly string[])[] = []
    const stop = region.cloudwatch.onStateChange(({ alarm, current, actions }) => {
      if (current.value === 'ALARM') called.push([alarm.name, ...actions])
    })
    await clock.run(at('2030-03-07T05:00:00Z'))
    stop()
    const topic = `arn:aws:sns:us-east-1:${world.platform.account}:wordpress-prod-muster-alarms`
    expect(called).toEqual([['wordpress-prod-a-backup-failed', topic]])
  })

  test('a run that is held, and one that nobody answers, call somebody', async () => {
    const { region, clock, platform } = world
    const rung = new Set<string>()
    region.cloudwatch.onStateChange(({ alarm, current }) => {
      if (current.value === 'ALARM') rung.add(alarm.name.slice(`${platform.project}-${platform.environment}-`.length))
    })
    for (const [ending, name] of [
      ['Held', 'one'],
      ['RollbackIncomplete', 'two'],
      ['Refused', 'three'],
    ]) {
      const [machine] = machinesOf(platform, here, 'primary')
      region.events.happened({
        ...{ source: 'aws.states', 'detail-type': 'Step Functions Execution Status Change' },
        detail: { status: 'FAILED', stateMachineArn: machine?.arn ?? '', error: ending ?? '', name: name ?? '' },
      })
      await clock.run(clock.now() + 3 * MINUTE)
    }
    expect([...rung].sort()).toEqual(['a-rollback-is-incomplete', 'a-run-is-held'])
  })
})

describe('whoever looks after runs', () => {
  let world: World

  beforeAll(async () => {
    world = await worldOf({}, 'looking', { kind: 'never' })
    deployOperations(world, here)
    deployAlarms(world, here)
    disasterFor('database-corruption').strike(world)
    const input = disasterFor('database-corruption').request(world) as { readonly [key: string]: Json }
    const asking = { scenario: 'database-corruption', mode: 'recover', input, reason: null, key: 'client-request-2' }
    await settled(world, call(world, 'start-run', { ...asking, requestedBy: { kind: 'iam', id: 'oncall/ana' } }))
  })

  test('calls somebody before a question expires', async () => {
    let rang = false
    world.region.cloudwatch.onStateChange(({ alarm, current }) => {
      rang ||= alarm.name.endsWith('an-approval-is-expiring') && current.value === 'ALARM'
    })
    await world.clock.run(() => rang || executionsOf(world).every(({ status }) => status !== 'RUNNING'))
    expect([rang, executionsOf(world)[0]?.status]).toEqual([true, 'RUNNING'])
    await world.clock.run(world.clock.now() + 60 * MINUTE)
    expect(Object.values(endingsOf(world))).toEqual(['Refused'])
    expect(stateOf(world, 'an-approval-is-expiring')).toBe('OK')
  })

  test('says by how much a run that does not end is late', async () => {
    const [machine] = machinesOf(world.platform, here, 'primary')
    const definition = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 86_400, End: true } } })
    const name = machine?.arn.split(':').at(-1) ?? ''
    world.engine.createStateMachine({ name: `${name}-endless`, definition, roleArn: 'none' })
    const arn = `${machine?.arn}-endless`
    world.engine.startExecution({ stateMachineArn: arn, name: 'endless', input: '{}' })
    await world.clock.run(world.clock.now() + (360 + 25) * MINUTE)
    const looked = await settled(world, call(world, 'look-after-runs', { machines: [{ ...machine, arn } as never] }))
    expect([machine?.dueMinutes, (looked as { overdueMinutes: number }).overdueMinutes]).toEqual([360, 25])
  })

  test('is missed when no number comes any more', async () => {
    expect(stateOf(world, 'a-run-is-stuck')).toBe('OK')
    world.region.events.stop()
    await world.clock.run(world.clock.now() + 60 * MINUTE)
    expect(stateOf(world, 'a-run-is-stuck')).toBe('ALARM')
  })
})

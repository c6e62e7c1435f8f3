// What happens on AWS: alarms and backups that set off runs, and who is called when.
import { beforeAll, describe, expect, jest, test } from '@jest/globals'
import { keys } from '../../domain/control-records.ts'
import { type EventType, emitted } from '../../domain/events.ts'
import { reactionsSchema } from '../../domain/platform-operations.ts'
import { machinesOf } from '../../domain/watchfulness.ts'
import type { BusEvent } from '../../sandbox/aws/events/index.ts'
import { deployAlarms, deployOperations } from '../../sandbox/operations.ts'
import { disasterFor } from '../../sandbox/world/disasters/index.ts'
import type { World } from '../../sandbox/world/world.ts'
import {
  at,
  endingsOf,
  executionsOf,
  here,
  loadHandlers,
  MINUTE,
  recordOf,
  stateOf,
  worldOf,
} from './operations-world.ts'

jest.setTimeout(180_000)

beforeAll(loadHandlers)

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

// The walking skeleton walks: one definition, real clients, enforced permissions, virtual time, and an undo that takes time.
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { type EventType, emitted as schemas } from '../../domain/events.ts'
import { type Platform, platformSchema } from '../../domain/platform.ts'
import { asLambda } from '../../lambdas/as-lambda.ts'
import { checkRequest } from '../../lambdas/check-request/contract.ts'
import { implement } from '../../lambdas/implement.ts'
import { arns, evidenceKeyAlias } from '../../lambdas/needs.ts'
import { functionRoleName } from '../../lambdas/permissions.ts'
import { type BusEvent, Events } from '../../sandbox/aws/events/index.ts'
import { Kms } from '../../sandbox/aws/kms/index.ts'
import { S3 } from '../../sandbox/aws/s3/index.ts'
import type { Call } from '../../sandbox/aws/service.ts'
import { Sns } from '../../sandbox/aws/sns/index.ts'
import type { EdgeFault } from '../../sandbox/aws/wire/edge.ts'
import { chanceFrom } from '../../sandbox/chance.ts'
import { VirtualClock } from '../../sandbox/clock.ts'
import { Cloud } from '../../sandbox/cloud.ts'
import { deployScenarios } from '../../sandbox/deployment.ts'
import type { Execution } from '../../sandbox/engine/index.ts'
import { Functions, type Handler, type LogLine } from '../../sandbox/lambda.ts'
import { Lifecycle } from '../../sandbox/lifecycle.ts'
import { stepFunctions } from '../../sandbox/step-functions.ts'
import { usesOf } from '../../workflows/deployment.ts'
import { machineName } from '../../workflows/language/asl/machine.ts'
import { realResources } from '../tripwire.ts'
import { garden, gardenVerbs } from './skeleton.ts'

const platform: Platform = platformSchema.parse(parse(readFileSync('platforms/example.yaml', 'utf8')))
const region = platform.regions.primary
const START = Date.parse('2030-03-04T10:00:00Z')
const handlers = new Map<string, Handler>()

beforeAll(async () => {
  const anyRequest = implement(checkRequest, {}, async ({ given }) => given as Record<string, unknown>)
  const own = [...gardenVerbs, { runnable: anyRequest, handler: asLambda(anyRequest) }]
  for (const { runnable, handler } of own) handlers.set(runnable.contract.name, handler as Handler)
  for (const { contract } of usesOf([garden], 'recover')) {
    if (handlers.has(contract.name)) continue
    const { handler } = (await import(`../../lambdas/${contract.name}/handler.ts`)) as { handler: Handler }
    handlers.set(contract.name, handler)
  }
})

interface Walk {
  readonly fault?: (call: Call) => EdgeFault | undefined
  readonly denied?: string
  readonly seed?: string
}

async function walk({ fault, denied, seed = 'skeleton' }: Walk = {}) {
  const clock = new VirtualClock(START)
  const chance = chanceFrom(seed)
  const lifecycle = new Lifecycle(clock, chance)
  const elsewhere = () => Promise.reject(new Error('nothing else is reachable'))
  const cloud = new Cloud({
    clock,
    chance,
    lifecycle,
    accountId: platform.account,
    instant: false,
    elsewhere,
    ...(fault && { fault }),
  })
  const surroundings = cloud.surroundings(region)
  const kms = new Kms(surroundings)
  const keyArn = kms.seed({ aliases: [evidenceKeyAlias(platform)] })
  const s3 = new S3(surroundings, {
    buckets: new Map(),
    allows: (requirement, caller) => cloud.iam.allows(requirement, caller).allowed,
  })
  s3.seed({ name: platform.muster.controlBucket })
  s3.seed({ name: platform.muster.evidenceBucket, objectLock: true, encryption: { algorithm: 'aws:kms', keyArn } })
  const sns = new Sns(surroundings)
  sns.seed({ name: platform.muster.topic })
  const events = new Events(surroundings)
  for (const each of [kms, s3, sns, events]) cloud.add(region, each)
  const emitted: BusEvent[] = []
  events.onEvent(event => emitted.push(event))
  const functions = new Functions({ clock, chance, instant: false })
  const engine = stepFunctions(cloud, functions, region)
  const logs: LogLine[] = []
  deployScenarios([garden], 'recover', { cloud, engine, functions, platform, region, handlers, logs })
  if (denied) forbid(cloud, denied)
  const name = machineName(garden, platform, 'recover')
  const stateMachineArn = `arn:aws:states:${region}:${platform.account}:stateMachine:${name}`
  const execution = engine.startExecution({ stateMachineArn, name: 'walk-1', input: '{"requestedBy":"ada"}' })
  await clock.run(() => execution.status !== 'RUNNING')
  return { execution, cloud, s3, sns, logs, clock, emitted, seconds: (clock.now() - START) / 1000 }
}

/** Takes one action away from every role. */
function forbid(cloud: Cloud, action: string): void {
  const roles = usesOf([garden], 'recover').map(({ contract }) =>
    arns(platform).role(functionRoleName(contract, platform, 'recover')),
  )
  for (const arn of roles) {
    const role = cloud.iam.role(arn)
    if (role)
      cloud.iam.addRole({
        ...role,
        statements: [...role.statements, { Effect: 'Deny', Action: [action], Resource: ['*'] }],
      })
  }
}

const states = ({ history }: Execution) =>
  history.flatMap(event => (event.type.endsWith('StateEntered') ? [event.stateEnteredEventDetails?.name] : []))

describe('the walking skeleton', () => {
  test('recovers in minutes of virtual time, with every call allowed by the statements that would be deployed', async () => {
    const { execution, cloud, seconds, sns } = await walk()

    expect({ status: execution.status, error: execution.error, cause: execution.cause }).toEqual({
      status: 'SUCCEEDED',
      error: undefined,
      cause: undefined,
    })
    expect(JSON.parse(execution.output ?? '')).toEqual({ ending: 'Recovered', run: 'walk-1' })
    expect(cloud.calls.filter(call => call.outcome === 'denied')).toEqual([])
    expect(seconds).toBeGreaterThan(200)
    expect(seconds).toBeLessThan(300)
    expect(sns.published(platform.muster.topic)).toHaveLength(4)
  })

  test('walks its undo back, and waits until it is done, when a step after it is denied', async () => {
    const { execution, s3 } = await walk({ denied: 'sns:Publish' })

    expect(execution).toMatchObject({ status: 'FAILED', error: 'RolledBack' })
    expect(execution.cause).toContain('Tell everybody (PermissionDenied)')
    expect(states(execution)).toEqual(expect.arrayContaining(['Uproot it', 'Uproot it: done?', 'Walked back']))
    expect(s3.keys(platform.muster.controlBucket)).not.toContain('notes/one')
  })

  test('names what it could not undo', async () => {
    let denied = false
    const { execution } = await walk({
      fault: call => {
        if (call.operation === 's3:PutObject' || call.operation === 's3:GetObject') return undefined
        if (call.operation === 'sns:Publish') denied = true
        return denied ? { kind: 'error', name: 'AccessDenied', message: 'no', status: 403 } : undefined
      },
    })

    expect(execution).toMatchObject({ status: 'FAILED', error: 'RollbackIncomplete' })
    expect(execution.cause).toContain('Not undone: Uproot it')
  })

  test('emits what happens to it, each event with the run and as its schema says', async () => {
    const told = async (walk: Promise<{ readonly emitted: readonly BusEvent[] }>) =>
      (await walk).emitted.map(({ source, resources, detail, ...event }) => {
        const type = event['detail-type'] as EventType
        expect(schemas[type].parse(detail)).toEqual(detail)
        expect([source, resources]).toEqual(['muster', [detail.executionArn]])
        return type
      })

    expect(await told(walk())).toEqual(['Run Ended'])
    const failed = walk({ denied: 'sns:Publish' })
    // What tells people is denied too: the run ends without its last message, and with the event before.
    expect((await told(failed))[0]).toBe('Step Failed')
    expect((await failed).emitted[0]?.detail).toMatchObject({ title: 'Tell everybody', error: 'PermissionDenied' })
  })

  test('goes on when EventBridge does not answer', async () => {
    const { execution, logs, emitted } = await walk({
      fault: call =>
        call.operation === 'events:PutEvents'
          ? { kind: 'error', name: 'InternalException', message: 'no', status: 500 }
          : undefined,
    })

    expect([execution.status, emitted]).toEqual(['SUCCEEDED', []])
    expect(logs.filter(({ message }) => message === 'an event was not taken')).toHaveLength(1)
  })

  test('is refused, with nothing undone, when the first step is denied', async () => {
    const { execution } = await walk({
      fault: call =>
        call.operation === 's3:GetObject'
          ? { kind: 'error', name: 'AccessDenied', message: 'no', status: 403 }
          : undefined,
    })

    expect(execution).toMatchObject({ status: 'FAILED', error: 'Refused' })
    expect(states(execution)).not.toContain('Uproot it')
  })

  test('shrugs at one lost answer and one throttle', async () => {
    const met = new Set<string>()
    const once = (call: Call, fault: EdgeFault) => {
      if (met.has(call.operation)) return undefined
      met.add(call.operation)
      return fault
    }
    const { execution } = await walk({
      fault: call => {
        if (call.operation === 'sns:Publish') return once(call, { kind: 'response-lost' })
        return once(call, { kind: 'error', name: 'SlowDown', message: 'slow down', status: 503 })
      },
    })

    expect(execution.status).toBe('SUCCEEDED')
    expect(met.size).toBeGreaterThan(2)
  })

  test('gives the same bytes twice', async () => {
    const [once, twice] = [await walk(), await walk()]

    expect(JSON.stringify(twice.execution.history)).toBe(JSON.stringify(once.execution.history))
    expect(JSON.stringify(twice.cloud.calls)).toBe(JSON.stringify(once.cloud.calls))
  })

  test('touches no timer, file or socket', async () => {
    await walk()

    expect(await realResources(() => walk())).toEqual([])
  })
})

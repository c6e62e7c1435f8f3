// A tiny world for tests of the front door: one role, one clock, and services whose operations are given as functions.
import { REQUEST_TIMEOUT } from '../../../lambdas/gateways/clients.ts'
import { Iam, type IamOptions, type Statement } from '../../../sandbox/aws/iam/iam.ts'
import type { Call, Operation, Requirement, Service } from '../../../sandbox/aws/service.ts'
import type { CallTrace } from '../../../sandbox/aws/wire/edge.ts'
import { type FrontDoorOptions, frontDoor } from '../../../sandbox/aws/wire/front-door.ts'
import { transport } from '../../../sandbox/aws/wire/transport.ts'
import { chanceFrom } from '../../../sandbox/chance.ts'
import { VirtualClock } from '../../../sandbox/clock.ts'

export const ACCOUNT = '111122223333'
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/muster-verb`
export const NOON = Date.parse('2026-11-22T12:00:00Z')

type Run = (input: never, call: Call) => unknown
export const everything: Statement = { Effect: 'Allow', Action: ['*'], Resource: ['*'] }

/** A service whose operations need nothing from IAM unless `needs` says so. */
export function fakeService(
  signingName: string,
  sdk: object,
  runs: Readonly<Record<string, Run>>,
  needs: (input: never) => readonly Requirement[] = () => [],
): Service {
  const operations = Object.entries(runs).map(([name, run]) => [name, { needs, run } as Operation<never, unknown>])
  return { signingName, sdk: sdk as Service['sdk'], operations: Object.fromEntries(operations) }
}

interface WorldOptions extends Partial<Omit<FrontDoorOptions, 'iam'>> {
  readonly statements?: readonly Statement[]
  readonly iam?: IamOptions
}

export function smallWorld(services: readonly Service[], options: WorldOptions = {}) {
  const clock = new VirtualClock(NOON)
  const iam = new Iam(options.iam)
  iam.addRole({ arn: ROLE, trust: ['lambda.amazonaws.com'], statements: options.statements ?? [everything] })
  const traces: CallTrace[] = []
  const door = frontDoor({
    latency: () => 50,
    trace: entry => traces.push(entry),
    ...options,
    iam,
    clock,
    chance: chanceFrom('small world'),
    service: (_region, signingName) => services.find(each => each.signingName === signingName),
  })
  const environment = {
    region: 'us-east-1',
    clock,
    chance: () => 0.5,
    requestHandler: transport(door.handle, clock, REQUEST_TIMEOUT),
    credentials: iam.accessKey(ROLE),
  }
  return { clock, iam, traces, door, environment, settled: settledOn(clock) }
}

/** Runs the clock until the work has ended, however it ends. */
function settledOn(clock: VirtualClock) {
  return async <T>(work: Promise<T>): Promise<T> => {
    let over = false
    const done = () => {
      over = true
    }
    work.then(done, done)
    await clock.run(() => over)
    return work
  }
}

/** The error that the work ends with. */
export async function failure(work: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  try {
    await work
  } catch (error) {
    return error as Error & Record<string, unknown>
  }
  throw new Error('this was expected to fail')
}

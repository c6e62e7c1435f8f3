// A stage for the engine's tests: a clock, functions given by name, and one machine to run.
import { chanceFrom } from '../../../sandbox/chance.ts'
import { VirtualClock } from '../../../sandbox/clock.ts'
import {
  Engine,
  type EngineHooks,
  type Execution,
  type Json,
  type Limits,
  TaskFailure,
} from '../../../sandbox/engine/index.ts'

export const START = Date.parse('2026-03-01T08:00:00Z')
export const INVOKE = 'arn:aws:states:::lambda:invoke'
/** A state that does nothing and is the last. */
export const END = { Type: 'Pass', End: true }

export interface Doing {
  readonly clock: VirtualClock
  readonly engine: Engine
  readonly attempt: number
}

export type Deed = (payload: Json, doing: Doing) => Json | Promise<Json>

export interface Staging {
  readonly functions?: Readonly<Record<string, Deed>>
  readonly hooks?: Partial<EngineHooks>
  readonly limits?: Partial<Limits>
  readonly seed?: string
}

export interface Stage {
  readonly clock: VirtualClock
  readonly engine: Engine
  machine(definition: object, name?: string): string
  start(arn: string, input?: Json, name?: string): Execution
  /** Runs a machine to its end. */
  play(definition: object, input?: Json): Promise<Execution>
}

export function stage({ functions = {}, hooks = {}, limits, seed = 'a seed' }: Staging = {}): Stage {
  const clock = new VirtualClock(START)
  const engine: Engine = new Engine({
    clock,
    chance: chanceFrom(seed),
    region: 'eu-west-1',
    accountId: '111122223333',
    ...(limits && { limits }),
    hooks: {
      async invokeLambda({ functionName, payload, attempt }) {
        const deed = functions[functionName]
        if (deed === undefined) throw new TaskFailure('Lambda.ResourceNotFoundException', `no ${functionName}`)
        return deed(payload, { clock, engine, attempt })
      },
      ...hooks,
    },
  })
  const machine = (definition: object, name = 'runbook') =>
    engine.createStateMachine({
      name,
      definition: JSON.stringify(definition),
      roleArn: 'arn:aws:iam::111122223333:role/machine',
    }).arn
  const start = (arn: string, input: Json = {}, name = 'run') =>
    engine.startExecution({ stateMachineArn: arn, name, input: JSON.stringify(input) })
  return {
    clock,
    engine,
    machine,
    start,
    async play(definition, input) {
      const execution = start(machine(definition), input)
      await clock.run()
      return execution
    },
  }
}

/** A JSONata machine; the first state is where it starts. */
export function runbook(states: Readonly<Record<string, object>>, rest: object = {}): object {
  return { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states, ...rest }
}

export function invoke(functionName: string, rest: object = {}): object {
  return {
    Type: 'Task',
    Resource: INVOKE,
    Arguments: { FunctionName: functionName, Payload: '{% $states.input %}' },
    ...rest,
  }
}

export const types = (execution: Execution): readonly string[] => execution.history.map(each => each.type)

export const output = (execution: Execution): Json | undefined =>
  execution.output === undefined ? undefined : (JSON.parse(execution.output) as Json)

/** Whole seconds that the execution took. */
export const seconds = (execution: Execution): number =>
  ((execution.stopDate ?? Number.NaN) - execution.startDate) / 1000

export function breaks(error = 'Broken', cause = 'out of order'): Deed {
  return () => {
    throw new TaskFailure(error, cause)
  }
}

// The supervisor in the sandbox: events of executions that ended, and a look every five minutes once one ended badly.
import { toInstant } from '../domain/instant.ts'
import { hasOwnEnding, isOver, runOf } from '../domain/unwind.ts'
import { functionName } from '../lambdas/permissions.ts'
import { type Execution, TaskFailure } from './engine/index.ts'
import type { World } from './world/world.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const SWEEP_EVERY = 5 * MINUTE
/** An event's function is tried again after one minute, and two minutes after that (Lambda, asynchronous invocation). */
const TRIED_AGAIN = [MINUTE, 2 * MINUTE]
/** After the last bad end nothing new can be found for longer than this. */
const LOOKS_FOR = 60 * MINUTE

export interface Supervision {
  /** Events reach the supervisor; default true. Without them only the look every five minutes finds a run. */
  readonly events?: boolean
  /** Supervisors that hear of the same event at once; default 1. */
  readonly copies?: number
}

/** Deployed beforehand; `SUCCEEDED` is filtered out by the event rule, as nothing has to be looked at. */
export function superviseRuns(world: World, { events = true, copies = 1 }: Supervision = {}): void {
  const { clock, lifecycle, watching } = world
  let until = 0
  let sweeping = false
  const sweep = async () => {
    await look(world, null)
    if (clock.now() < until) clock.after(SWEEP_EVERY, sweep)
    else sweeping = false
  }
  watching.ended.push(execution => {
    if (execution.status === 'SUCCEEDED') return
    if (events) {
      for (let copy = 0; copy < copies; copy++)
        clock.after(lifecycle.draw('events.delivery', execution.name) * SECOND, () => look(world, execution.arn))
    }
    if (hasOwnEnding(execution)) return
    until = clock.now() + LOOKS_FOR
    if (sweeping) return
    sweeping = true
    clock.at(Math.ceil((clock.now() + 1) / SWEEP_EVERY) * SWEEP_EVERY, sweep)
  })
}

async function look(world: World, execution: string | null): Promise<void> {
  const { clock, functions, platform, engine } = world
  const machines = engine.listStateMachines().map(({ arn }) => arn)
  const startedAt = toInstant(clock.now())
  const run = { id: 'supervisor', scenario: 'none', mode: 'recover', startedAt, executionArn: 'none' }
  const input = { execution, machines, topic: platform.muster.topic }
  const name = functionName({ name: 'supervise' }, platform, 'recover')
  for (const wait of [...TRIED_AGAIN, undefined]) {
    try {
      await functions.invoke(name, { run, step: 'supervise', input })
      return
    } catch (error) {
      if (!(error instanceof TaskFailure)) throw error
      // Lambda drops the event after the third try; the next look in five minutes is what makes good for it.
      if (wait === undefined || execution === null) return
      await clock.sleep(wait)
    }
  }
}

/** Every execution about this run that has begun so far, the oldest first. */
export function executionsOf({ engine }: World, { name, stateMachineArn }: Execution): readonly Execution[] {
  return engine
    .listExecutions(stateMachineArn)
    .filter(each => runOf(each) === name)
    .toReversed()
}

/** The run's last word: resolves when it, or an unwinding of it, has come to an ending, or when nobody tries any more. */
export async function settled(world: World, execution: Execution): Promise<Execution> {
  await world.clock.run(() => isOver(execution))
  if (hasOwnEnding(execution)) return execution
  const last = () => executionsOf(world, execution).at(-1) ?? execution
  const isSettled = () => isOver(last()) && hasOwnEnding(last())
  let idleSince = world.clock.now()
  await world.clock.run(() => {
    if (!isOver(last())) idleSince = world.clock.now()
    return isSettled() || world.clock.now() - idleSince > LOOKS_FOR
  })
  return last()
}

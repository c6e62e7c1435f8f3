// Wait: for seconds, or until a moment. A moment in the past does not wait.
import type { Work } from '../definition/machine.ts'
import { refuse, type Source } from '../definition/source.ts'
import type { Eventually } from '../eventually.ts'
import { flowOf } from '../flow/flow.ts'
import { pause } from '../pause.ts'
import { runtimeError, type Visit } from '../visit.ts'
import { secondsOf, timestampOf } from './wait-until.ts'

/** Milliseconds from now. */
export type Delay = (visit: Visit) => Eventually<number>

/** Longer waits fail with "Wait state delay is too long." (2^31 s, recorded on AWS). */
const LONGEST = 2 ** 31 * 1000

export function wait(source: Source, next: string | undefined): Work {
  const flow = flowOf(source, next)
  const delay = delayOf(source)
  return async visit => {
    const milliseconds = await delay(visit)
    if (milliseconds > LONGEST) throw runtimeError(visit, 'Wait state delay is too long.')
    if (milliseconds > 0) await sleep(visit, milliseconds)
    return flow.leave(visit, await flow.work(visit))
  }
}

function delayOf(source: Source): Delay {
  const given = ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'].filter(field => field in source.fields)
  const [field] = given
  if (field === undefined || given.length > 1) {
    refuse(source, field ?? 'Seconds', 'exactly one of Seconds and Timestamp (or their paths) is required')
    return () => 0
  }
  return field.startsWith('Seconds') ? secondsOf(source, field) : timestampOf(source, field)
}

function sleep(visit: Visit, milliseconds: number): Promise<void> {
  const { execution, around } = visit.branch.running
  if (around.hooks.sleep === undefined) return pause(visit.branch, milliseconds)
  return around.hooks.sleep({ executionArn: execution.arn, stateName: visit.state.name, milliseconds })
}

// Carries out one attempt of a task: it ends with its result, its failure, an answered token, or a timeout.
import { Abandoned, StateError, TaskFailure } from '../errors.ts'
import { admit, type Json } from '../json.ts'
import type { Call, Carry, Settle } from './call.ts'

export interface Deadlines {
  readonly timeoutSeconds: number | undefined
  /** Heeded for `.waitForTaskToken`, whose heartbeats the engine hears. */
  readonly heartbeatSeconds: number | undefined
}

/**
 * Whatever the task does after its attempt has ended is not listened to, as on AWS: a function goes on running when its
 * state has timed out or its branch was aborted.
 */
export function attempt(call: Call, carry: Carry, deadlines: Deadlines): Promise<Json> {
  const { branch } = call.visit
  return new Promise((resolve, reject) => {
    const releases: (() => void)[] = []
    const release = () => {
      for (const each of releases.splice(0)) each()
    }
    const open = () => branch.releases.has(release)
    const end = (act: () => void) => {
      if (!branch.releases.delete(release)) return
      release()
      act()
    }
    branch.releases.add(release)
    const settle: Settle = {
      succeed: output => end(() => resolve(output)),
      fail: (error, cause) => end(() => reject(new StateError(error, cause, 'task'))),
      onRelease: each => void releases.push(each),
    }
    watch({
      call,
      deadlines,
      settle,
      expire: origin => end(() => reject(new StateError('States.Timeout', undefined, origin))),
    })
    // A token may be answered, or time may run out, before the call that was to hand it out has returned.
    const submitted = (output: Json) => open() && call.submitted(output)
    const failed = (error: unknown) => {
      if (error instanceof TaskFailure) settle.fail(error.error, error.cause)
      else if (open()) end(() => reject(error))
      else if (!(error instanceof Abandoned)) surface(call, error)
    }
    carry({ ...call, submitted }, settle).then(result => result !== undefined && settle.succeed(admit(result)), failed)
  })
}

interface Watching {
  readonly call: Call
  readonly deadlines: Deadlines
  readonly settle: Settle
  readonly expire: (origin: 'task' | 'heartbeat') => void
}

/** Sets the timers, and listens for the token's answer and heartbeats. */
function watch({ call, deadlines, settle, expire }: Watching): void {
  const { token, branch } = call.visit
  const { callbacks, clock } = branch.running.around
  const within = (seconds: number | undefined, origin: 'task' | 'heartbeat') => {
    if (seconds === undefined) return undefined
    const timer = clock.after(seconds * 1000, () => expire(origin))
    settle.onRelease(() => timer.cancel())
    return timer
  }
  within(deadlines.timeoutSeconds, 'task')
  if (token === undefined) return
  let heartbeat = within(deadlines.heartbeatSeconds, 'heartbeat')
  const beat = () => {
    heartbeat?.cancel()
    heartbeat = within(deadlines.heartbeatSeconds, 'heartbeat')
  }
  callbacks.open(token, { ...settle, beat })
  settle.onRelease(() => callbacks.close(token))
}

/** A fault of the rehearsal itself ends the clock's run even where nobody listens to the task any more. */
function surface({ visit }: Call, error: unknown): void {
  const { clock } = visit.branch.running.around
  clock.at(clock.now(), () => Promise.reject(error))
}

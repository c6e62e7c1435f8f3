// Carries out one attempt of a task: it ends with its result, its failure, an answered token, or a timeout.
import { StateError, TaskFailure } from '../errors.ts'
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
  const { branch, token } = call.visit
  const { callbacks, clock } = branch.running.around
  return new Promise((resolve, reject) => {
    const releases: (() => void)[] = []
    const release = () => {
      for (const each of releases.splice(0)) each()
    }
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
    const expire = (seconds: number, origin: 'task' | 'heartbeat') => {
      const timer = clock.after(seconds * 1000, () =>
        end(() => reject(new StateError('States.Timeout', undefined, origin))),
      )
      releases.push(() => timer.cancel())
      return timer
    }
    if (deadlines.timeoutSeconds !== undefined) expire(deadlines.timeoutSeconds, 'task')
    if (token !== undefined) {
      const { heartbeatSeconds } = deadlines
      const listen = () => (heartbeatSeconds === undefined ? undefined : expire(heartbeatSeconds, 'heartbeat'))
      let heartbeat = listen()
      const beat = () => {
        heartbeat?.cancel()
        heartbeat = listen()
      }
      callbacks.open(token, { ...settle, beat })
      releases.push(() => callbacks.close(token))
    }
    // A token may be answered, or time may run out, before the call that was to hand it out has returned.
    const submitted = (output: Json) => branch.releases.has(release) && call.submitted(output)
    carry({ ...call, submitted }, settle).then(
      result => result !== undefined && settle.succeed(admit(result)),
      error =>
        end(() => reject(error instanceof TaskFailure ? new StateError(error.error, error.cause, 'task') : error)),
    )
  })
}

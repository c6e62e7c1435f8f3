// Carries out one attempt of a task: it ends with its result, its failure, an answered token, or a timeout.
import type { Timer } from '../../clock.ts'
import type { Leaving } from '../definition/machine.ts'
import { Abandoned, StateError, TaskFailure } from '../errors.ts'
import type { Flow } from '../flow/flow.ts'
import { admit, fits, type Json } from '../json.ts'
import { tooLarge } from '../run.ts'
import type { Visit } from '../visit.ts'
import type { Call, Carry, Settle } from './call.ts'
import * as events from './events.ts'

export interface Deadlines {
  readonly timeoutSeconds: number | undefined
  /** Heeded for `.waitForTaskToken`, whose heartbeats the engine hears. */
  readonly heartbeatSeconds: number | undefined
}

export interface Attempting {
  readonly call: Call
  readonly carry: Carry
  readonly deadlines: Deadlines
  /** How the state is left with a result. */
  readonly leave: Flow['leave']
}

/**
 * Writes the events of the attempt's end and gives how the state is left. Whatever the task does afterwards is not
 * listened to, as on AWS: a function goes on running when its state has timed out or its branch was aborted.
 */
export function attempt(attempting: Attempting): Promise<Leaving> {
  const { call, carry, deadlines } = attempting
  const attempt = new Attempt(attempting)
  watch(attempt, call, deadlines)
  carry(call, attempt).then(
    result => attempt.take(result),
    error => attempt.break(error),
  )
  return attempt.left
}

/** A class for its methods: as closures they would be most of what a task allocates. */
class Attempt implements Settle {
  /** Never settled once the branch is given up. */
  readonly left: Promise<Leaving>
  readonly #call: Call
  readonly #leave: Flow['leave']
  readonly #resolve: (leaving: Leaving | Promise<Leaving>) => void
  readonly #reject: (error: unknown) => void
  /** Most attempts have none. */
  #timers: Timer[] | undefined

  constructor({ call, leave }: Attempting) {
    const { promise, resolve, reject } = Promise.withResolvers<Leaving>()
    this.left = promise
    this.#resolve = resolve
    this.#reject = reject
    this.#call = call
    this.#leave = leave
    call.visit.branch.waiting = this
  }

  /** What the carrying out gave; undefined where the result is still to come. */
  take(result: Json | undefined): void {
    if (result === undefined) return
    try {
      this.succeed(admit(result))
    } catch (error) {
      this.break(error)
    }
  }

  succeed(result: Json): void {
    if (!this.#end()) return
    const { visit, resource } = this.#call
    const limit = visit.branch.running.around.limits.payloadBytes
    if (!fits(result, limit)) {
      // A result over the limit is a failure of the task, which Catch can take.
      this.#failAs(tooLarge(resource.kind === 'function' ? resource.arn : resource.type, 'task'))
      return
    }
    try {
      events.succeeded(visit, resource, result)
      this.#resolve(this.#leave(visit, result, { result }))
    } catch (error) {
      this.#reject(error)
    }
  }

  fail(error: string | undefined, cause: string | undefined): void {
    if (this.#end()) this.#failAs(new StateError(error, cause, 'task'))
  }

  expire(origin: 'task' | 'heartbeat'): void {
    if (this.#end()) this.#failAs(new StateError('States.Timeout', undefined, origin))
  }

  /** What the carrying out threw: the task's failure, or a fault of the rehearsal itself. */
  break(error: unknown): void {
    if (error instanceof TaskFailure) this.fail(error.error, error.cause)
    else if (this.#end()) this.#reject(error)
    else if (!(error instanceof Abandoned)) surface(this.#call, error)
  }

  /** A token may be answered, or time may run out, before the call that was to hand it out has returned. */
  submitted(output: Json): void {
    const { visit, resource } = this.#call
    if (visit.branch.waiting === this) events.submitted(visit, resource, output)
  }

  onRelease(release: () => void): void {
    this.until({ cancel: release })
  }

  /** A timer that is cancelled when the attempt has ended. */
  until(timer: Timer): void {
    this.#timers ??= []
    this.#timers.push(timer)
  }

  release(): void {
    if (this.#timers === undefined) return
    for (const timer of this.#timers) timer.cancel()
    this.#timers = undefined
  }

  /** False when it has ended before, or its branch was given up. */
  #end(): boolean {
    const { branch } = this.#call.visit
    if (branch.waiting !== this) return false
    branch.waiting = undefined
    this.release()
    return true
  }

  #failAs(error: StateError): void {
    const { visit, resource } = this.#call
    try {
      events.taskFailed(visit, resource, error.error, error.cause)
      this.#reject(error)
    } catch (unwound) {
      this.#reject(unwound)
    }
  }
}

function watch(attempt: Attempt, { visit }: Call, { timeoutSeconds, heartbeatSeconds }: Deadlines): void {
  const { clock } = visit.branch.running.around
  if (timeoutSeconds !== undefined) attempt.until(clock.after(timeoutSeconds * 1000, () => attempt.expire('task')))
  if (visit.token !== undefined) listen(attempt, visit, visit.token, heartbeatSeconds)
}

/** Waits for the token's answer, and for its heartbeats where they are due. */
function listen(attempt: Attempt, { branch }: Visit, token: string, heartbeatSeconds: number | undefined): void {
  const { callbacks, clock } = branch.running.around
  let heartbeat: Timer | undefined
  const beat = () => {
    heartbeat?.cancel()
    if (heartbeatSeconds === undefined) return
    heartbeat = clock.after(heartbeatSeconds * 1000, () => attempt.expire('heartbeat'))
    attempt.until(heartbeat)
  }
  beat()
  callbacks.open(token, {
    succeed: output => attempt.succeed(output),
    fail: (error, cause) => attempt.fail(error, cause),
    beat,
  })
  attempt.onRelease(() => callbacks.close(token))
}

/** A fault of the rehearsal itself ends the clock's run even where nobody listens to the task any more. */
function surface({ visit }: Call, error: unknown): void {
  const { clock } = visit.branch.running.around
  clock.at(clock.now(), () => Promise.reject(error))
}

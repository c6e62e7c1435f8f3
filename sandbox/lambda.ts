// Lambda in the sandbox: the very handlers, each under its own role, with cold starts, timeouts and late effects.
import { ENVIRONMENT, type Environment, type Log } from '../lambdas/environment.ts'
import type { Chance } from './chance.ts'
import type { VirtualClock } from './clock.ts'
import { TaskFailure } from './engine/errors.ts'
import type { Json } from './engine/json.ts'
import { timings } from './timings.ts'

/** A deployed function: middy's handler, as bundled or as written. */
export type Handler = (event: unknown, context: unknown) => Promise<unknown>

export interface DeployedFunction {
  readonly name: string
  readonly handler: Handler
  readonly environment: Environment
  /** Seconds after which Lambda ends it. */
  readonly timeout: number
}

export interface FunctionsOptions {
  readonly clock: VirtualClock
  readonly chance: Chance
  /** Handlers take no time of their own and look once: for the ideal run that overhead is measured against. */
  readonly instant: boolean
  readonly onInvoke?: (invocation: { name: string; payload: Json }) => void
}

export class Functions {
  readonly #options: FunctionsOptions
  readonly #deployed = new Map<string, DeployedFunction>()
  readonly #invocations = new Map<string, number>()
  /** Calls so far, and the seconds for which they are paid: from when a function begins to start until it answers. */
  readonly paid = { calls: 0, seconds: 0 }
  /** Milliseconds of the clock when each was called last. */
  readonly #called = new Map<string, number>()

  constructor(options: FunctionsOptions) {
    this.#options = options
  }

  deploy(each: DeployedFunction): void {
    // An ideal poll is asked again when something has changed; were it to watch, it would see only what it watches.
    const environment = this.#options.instant ? { ...each.environment, watchless: true } : each.environment
    this.#deployed.set(each.name, { ...each, environment })
  }

  has(name: string): boolean {
    return this.#deployed.has(name)
  }

  /**
   * Resolves with the handler's JSON result. The handler goes on running when nobody listens any more; after its
   * timeout its result no longer counts. Rejects with a TaskFailure, as Step Functions would see it.
   */
  async invoke(name: string, payload: Json): Promise<Json> {
    const found = this.#deployed.get(name)
    if (!found) throw new TaskFailure('Lambda.ResourceNotFoundException', `Function not found: ${name}`)
    const { clock } = this.#options
    this.#options.onInvoke?.({ name, payload })
    const begun = clock.now()
    const start = this.#startSeconds(name)
    if (start > 0) await clock.sleep(start * 1000)
    const event = JSON.parse(JSON.stringify(payload))
    try {
      return await this.#withTimeout(found, found.handler(event, { [ENVIRONMENT]: found.environment }))
    } finally {
      this.paid.calls += 1
      this.paid.seconds += (clock.now() - begun) / 1000
    }
  }

  #startSeconds(name: string): number {
    const count = this.#invocations.get(name) ?? 0
    this.#invocations.set(name, count + 1)
    if (this.#options.instant) return 0
    const { chance, clock } = this.#options
    const idle = (clock.now() - (this.#called.get(name) ?? Number.NEGATIVE_INFINITY)) / 1000
    this.#called.set(name, clock.now())
    const isCold = idle > chance.seconds(timings['lambda.idle'], 'idle', name, count)
    const cold = isCold ? chance.seconds(timings['lambda.cold-start'], 'cold-start', name, count) : 0
    return cold + chance.seconds(timings['lambda.overhead'], 'overhead', name, count)
  }

  #withTimeout({ name, timeout }: DeployedFunction, work: Promise<unknown>): Promise<Json> {
    return new Promise((resolve, reject) => {
      const timer = this.#options.clock.after(timeout * 1000, () =>
        reject(
          new TaskFailure(
            'Sandbox.Timedout',
            JSON.stringify({
              errorType: 'Sandbox.Timedout',
              errorMessage: `${name}: Task timed out after ${timeout}.00 seconds`,
            }),
          ),
        ),
      )
      work.then(
        result => {
          timer.cancel()
          resolve(result === undefined ? null : (JSON.parse(JSON.stringify(result)) as Json))
        },
        error => {
          timer.cancel()
          reject(failureOf(error))
        },
      )
    })
  }
}

/** A thrown error as Lambda reports it: its name, and its message as JSON text. */
function failureOf(error: unknown): TaskFailure {
  const { name = 'Error', message = String(error) } = (error ?? {}) as Partial<Error>
  return new TaskFailure(name, JSON.stringify({ errorType: name, errorMessage: message, trace: [] }))
}

export interface LogLine {
  readonly at: number
  readonly level: 'info' | 'warn' | 'error'
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** Keeps what functions log, with the virtual time. */
export function logTo(lines: LogLine[], clock: VirtualClock): Log {
  const at =
    (level: LogLine['level']) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}) => {
      lines.push({ at: clock.now(), level, message, fields })
    }
  return { info: at('info'), warn: at('warn'), error: at('error') }
}

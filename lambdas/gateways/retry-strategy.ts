// How SDK calls are repeated: three attempts, waiting on the clock that was passed in, so that it is virtual in a rehearsal.
import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from '@smithy/types'
import type { Clock } from '../../domain/clock.ts'

export const MAX_ATTEMPTS = 3
/** Milliseconds: ceilings of the first wait. They double with each attempt; chance draws below them. */
const BASE = 100
const THROTTLED_BASE = 500
const CEILING = 20_000
/** No `Retry-After` holds a handler for longer than this: the step's own retry is the place for long waits. */
const LONGEST_HINT = 20_000

export interface RetryOptions {
  readonly clock: Clock
  /** Uniform in [0, 1): jitter. */
  readonly chance: () => number
  /** Tries in all; three when absent. */
  readonly attempts?: number
}

/**
 * Repeats throttles, timeouts and the transient 5xx (500, 502, 503, 504), as the SDK's own standard mode does; anything
 * else is final. The SDK's strategy sleeps in real time even when subclassed, so this one implements its interface.
 */
export function retryStrategy({ clock, chance, attempts = MAX_ATTEMPTS }: RetryOptions): RetryStrategyV2 {
  return {
    acquireInitialRetryToken: async () => tokenOf(0),
    async refreshRetryTokenForRetry(token, info) {
      const retries = token.getRetryCount() + 1
      if (retries >= attempts || !isRepeatable(info)) throw new Error('no attempt is left')
      const base = info.errorType === 'THROTTLING' ? THROTTLED_BASE : BASE
      const backoff = chance() * Math.min(CEILING, base * 2 ** (retries - 1))
      await clock.sleep(Math.max(backoff, hint(info, clock)))
      return tokenOf(retries)
    },
    recordSuccess: () => undefined,
  }
}

/** The delay is 0 because the wait is over by the time the token is given: the SDK would wait it in real time. */
function tokenOf(retries: number): RetryToken {
  return { getRetryCount: () => retries, getRetryDelay: () => 0 }
}

function isRepeatable({ errorType }: RetryErrorInfo): boolean {
  return errorType === 'THROTTLING' || errorType === 'TRANSIENT'
}

/** Milliseconds asked for by `Retry-After`, in seconds or as a date. The SDK's own reading of it uses the real time. */
function hint({ error }: RetryErrorInfo, clock: Clock): number {
  const headers = error?.$response?.headers as Readonly<Record<string, string>> | undefined
  const value = headers?.['retry-after']
  if (!value) return 0
  const milliseconds = Number.isNaN(Number(value)) ? Date.parse(value) - clock.now() : Number(value) * 1000
  return Number.isNaN(milliseconds) ? 0 : Math.min(LONGEST_HINT, milliseconds)
}

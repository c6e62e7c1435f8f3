// Throttling of a stage: a bucket of tokens that fills by itself.
import { throttle } from '../../../domain/api/routes.ts'
import type { VirtualClock } from '../../clock.ts'

/** @returns whether there is a token for one more request, which it then takes */
export function fewAtOnce(clock: Pick<VirtualClock, 'now'>): () => boolean {
  let tokens: number = throttle.burst
  let since = clock.now()
  return () => {
    const now = clock.now()
    tokens = Math.min(throttle.burst, tokens + ((now - since) / 1000) * throttle.rate)
    since = now
    if (tokens < 1) return false
    tokens -= 1
    return true
  }
}

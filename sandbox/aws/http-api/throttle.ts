// Throttling of a stage: a bucket of tokens that fills by itself.
import type { VirtualClock } from '../../clock.ts'

/** Requests a second, and at once, as the deployed stage allows them: people are few, and so are their programs. */
const RATE = 20
const BURST = 40

/** @returns whether there is a token for one more request, which it then takes */
export function fewAtOnce(clock: Pick<VirtualClock, 'now'>): () => boolean {
  let tokens = BURST
  let since = clock.now()
  return () => {
    const now = clock.now()
    tokens = Math.min(BURST, tokens + ((now - since) / 1000) * RATE)
    since = now
    if (tokens < 1) return false
    tokens -= 1
    return true
  }
}

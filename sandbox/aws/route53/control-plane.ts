// The API of Route 53, which lives in us-east-1: it can be down while names go on being answered (aws-behaviour 4.1, 6.2).
import { AwsError, type Operation, type Service } from '../service.ts'
import type { State } from './state.ts'

type Operations = Service['operations']

/** Every operation behind the switch and the throttle. Who calls a control plane that is down is not even asked for. */
export function behind(state: State, operations: Operations): Operations {
  const guarded = Object.entries(operations).map(([name, operation]) => [name, guard(state, operation)] as const)
  return Object.fromEntries(guarded)
}

function guard(state: State, { needs, run }: Operation<unknown, unknown>): Operation<unknown, unknown> {
  return {
    needs: (input, call) => (state.controlPlane === 'up' ? needs(input, call) : []),
    run: (input, call) => {
      if (state.controlPlane === 'silent') return new Promise(() => undefined)
      if (state.controlPlane === 'unavailable')
        throw new AwsError('ServiceUnavailable', 'Route 53 cannot take requests at present', { status: 503 })
      throttle(state)
      return run(input, call)
    },
  }
}

/**
 * Five requests each second for the whole account (Route 53 developer guide, "Quotas"): as many at once, and one more
 * every fifth of a second.
 */
function throttle(state: State): void {
  const { requestsPerSecond: rate = 5 } = state.options
  if (rate === Number.POSITIVE_INFINITY) return
  const now = state.surroundings.clock.now()
  const { left, at } = state.allowance ?? { left: rate, at: now }
  const refilled = Math.min(rate, left + ((now - at) / 1000) * rate)
  state.allowance = { left: refilled < 1 ? refilled : refilled - 1, at: now }
  if (refilled < 1) throw new AwsError('Throttling', 'Rate exceeded')
}

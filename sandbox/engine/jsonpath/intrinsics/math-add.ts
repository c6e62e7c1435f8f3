// States.MathAdd(a, b): the sum of two integers; each argument is first rounded, halves up (recorded on AWS).
import type { Json } from '../../json.ts'
import { runtimeError, type Visit } from '../../visit.ts'

export function mathAdd(visit: Visit, args: readonly Json[]): Json {
  const [a, b] = args
  if (typeof a === 'number' && typeof b === 'number' && args.length === 2) return rounded(a) + rounded(b)
  throw runtimeError(visit, `States.MathAdd takes two numbers, and was given ${JSON.stringify(args)}`)
}

/** Not Math.round, which makes -0 of -0.5. */
function rounded(value: number): number {
  return Math.floor(value + 0.5)
}

// What an intrinsic function is, and what it may ask of its arguments.
import type { StateError } from '../../errors.ts'
import { isObject, type Json, type JsonObject } from '../../json.ts'
import type { Visit } from '../../visit.ts'

/** One place in a definition where a function is called, during a visit. */
export interface Calling {
  readonly visit: Visit
  /** Differs from that of any other call in the same state: names draws of chance. */
  readonly site: string
  /** States.Runtime, with the call in its cause: AWS has it where the language speaks of States.IntrinsicFailure. */
  fail(reason: string): StateError
}

export type Intrinsic = (args: readonly Json[], calling: Calling) => Json

/** The most characters that Base64Encode, Base64Decode and Hash take (Step Functions developer guide, intrinsic functions). */
const LONGEST = 10_000

export function takes(args: readonly Json[], calling: Calling, counts: readonly number[]): void {
  if (!counts.includes(args.length)) throw calling.fail(`It takes ${counts.join(' or ')} arguments, not ${args.length}`)
}

export function arrayOf(value: Json | undefined, calling: Calling): readonly Json[] {
  if (Array.isArray(value)) return value
  throw calling.fail(`${JSON.stringify(value)} is not an array`)
}

export function objectOf(value: Json | undefined, calling: Calling): JsonObject {
  if (isObject(value)) return value
  throw calling.fail(`${JSON.stringify(value)} is not an object`)
}

export function textOf(value: Json | undefined, calling: Calling): string {
  if (typeof value === 'string') return value
  throw calling.fail(`${JSON.stringify(value)} is not a string`)
}

export function shortTextOf(value: Json | undefined, calling: Calling): string {
  const text = textOf(value, calling)
  if (text.length <= LONGEST) return text
  throw calling.fail(`The string is longer than ${LONGEST} characters`)
}

/** Rounded, halves up (recorded on AWS). Not Math.round, which makes -0 of -0.5. */
export function integerOf(value: Json | undefined, calling: Calling): number {
  if (typeof value === 'number') return Math.floor(value + 0.5)
  throw calling.fail(`${JSON.stringify(value)} is not a number`)
}

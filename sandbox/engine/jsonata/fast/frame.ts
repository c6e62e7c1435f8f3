// What a compiled expression reads, and how it says that the data at hand is beyond it.
import type { Variables } from '../../branch.ts'
import type { Json } from '../../json.ts'

/** `$states`. */
export interface States {
  readonly input: Json
  readonly result?: Json
  readonly errorOutput?: Json
  readonly context?: Json
}

export interface Frame {
  readonly states: States
  readonly variables: Variables
}

/** "Ask jsonata": an error to be worded, or a case whose rules are not worth doing twice. Never a value. */
export const BEYOND: unique symbol = Symbol('beyond the compiler')

/** Gives the value, undefined for JSONata's nothing, or BEYOND. */
export type Fast = (frame: Frame) => unknown

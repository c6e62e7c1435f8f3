// What the comparison asks of an interpreter, so that both are asked the same.
import type { Json } from '../../sandbox/engine/index.ts'
import type { Definition } from './case.ts'

export interface Ran {
  readonly output: Json | undefined
  /** Everything the interpreter gives of the execution, held so that memory can be measured. */
  readonly kept: unknown
  readonly events: number
  /** Characters of the history's JSON text; 0 when it was not written. */
  readonly written: number
}

export interface Interpreter {
  readonly name: string
  /** Loads the definition, which is not timed, and gives what runs one execution of it. */
  prepare(definition: Definition): (input: Json, history: 'written' | 'unread') => Promise<Ran>
}

/** Events written at a time: more of them make texts that outgrow Node's room for short-lived things. */
const CHUNK = 100

/** The history as JSON text, every payload included. Gives its length in characters. */
export function writeOut(events: readonly unknown[]): number {
  let written = 0
  for (let from = 0; from < events.length; from += CHUNK)
    written += JSON.stringify(events.slice(from, from + CHUNK)).length
  return written
}

// What a case of the comparison is: one machine written for both interpreters, and once more as our runbooks are.
import type { Json } from '../../sandbox/engine/index.ts'

export interface Case {
  /** As the table shows it, e.g. `1,000-Pass chain`. */
  readonly name: string
  /** States entered by one execution. */
  readonly transitions: number
  readonly input: Json
  /** What every interpreter must give: a case that is answered wrongly is not timed. */
  readonly output: Json
  /** JSONPath, which both interpreters run. */
  readonly jsonpath: Definition
  /** The same in JSONata with variables, which only ours runs. */
  readonly jsonata: Definition
}

export interface Definition {
  readonly QueryLanguage?: 'JSONata'
  readonly StartAt: string
  readonly States: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** The one function of all Task states: `{ n }` gives `{ n: n + 1 }`. */
export const FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:count'

export async function count(payload: Json): Promise<Json> {
  return { n: (payload as { readonly n: number }).n + 1 }
}

export const written = (size: number): string => size.toLocaleString('en-US')

/** A machine of `size` states, each made by `state` and followed by the next. */
export function chain(size: number, state: (index: number) => Readonly<Record<string, unknown>>): Definition {
  const onward = (index: number) => (index + 1 < size ? { Next: `State ${index + 1}` } : { End: true })
  const states = Array.from({ length: size }, (_, index) => [`State ${index}`, { ...state(index), ...onward(index) }])
  return { StartAt: 'State 0', States: Object.fromEntries(states) }
}

export const inJsonata = (definition: Definition): Definition => ({ QueryLanguage: 'JSONata', ...definition })

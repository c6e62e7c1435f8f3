// Data flow: how a state's input becomes what it works on, and its result the output and the assigned variables.
import type { Source } from '../definition/source.ts'
import type { Eventually } from '../eventually.ts'
import type { Json } from '../json.ts'
import type { Seen, Visit } from '../visit.ts'
import { jsonataFlow } from './jsonata.ts'
import { jsonpathFlow } from './jsonpath.ts'

export interface Passage {
  readonly output: Json
  readonly assigned: Readonly<Record<string, Json>> | undefined
}

export interface Flow {
  /** What the state works on: Arguments, or InputPath and then Parameters. */
  readonly work: (visit: Visit) => Eventually<Json>
  /** How the state is left. `seen` is what Output and Assign may read beside the input. */
  readonly leave: (visit: Visit, result: Json, seen?: Seen) => Eventually<Passage>
}

export function flowOf(source: Source): Flow {
  return source.language === 'JSONata' ? jsonataFlow(source) : jsonpathFlow(source)
}

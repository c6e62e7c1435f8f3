// Data flow: how a state's input becomes what it works on, and its result the output and the assigned variables.
import type { Leaving } from '../definition/machine.ts'
import type { Source } from '../definition/source.ts'
import type { Eventually } from '../eventually.ts'
import type { Json } from '../json.ts'
import type { Seen, Visit } from '../visit.ts'
import { jsonataFlow } from './jsonata.ts'
import { jsonpathFlow } from './jsonpath.ts'

export interface Flow {
  /** What the state works on: Arguments, or InputPath and then Parameters. */
  readonly work: (visit: Visit) => Eventually<Json>
  /** How the state is left, and whereto. `seen` is what Output and Assign may read beside the input. */
  readonly leave: (visit: Visit, result: Json, seen?: Seen) => Eventually<Leaving>
}

/** `next`: the state that follows, or undefined where the branch ends. */
export function flowOf(source: Source, next: string | undefined): Flow {
  return source.language === 'JSONata' ? jsonataFlow(source, next) : jsonpathFlow(source, next)
}

// Pass: gives its input, a literal, or what an expression makes of it.
import type { Work } from '../definition/machine.ts'
import { has, type Source } from '../definition/source.ts'
import { after } from '../eventually.ts'
import { flowOf } from '../flow/flow.ts'
import type { Json } from '../json.ts'

/** Result is literal: names in it that end in .$ are not evaluated (recorded on AWS). */
export function pass(source: Source, next: string | undefined): Work {
  const flow = flowOf(source, next)
  const literal = has(source, 'Result') ? (source.fields.Result as Json) : undefined
  return visit => after(literal ?? flow.work(visit), result => flow.leave(visit, result))
}

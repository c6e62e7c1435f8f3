// Pass: gives its input, a literal, or what an expression makes of it.
import type { Work } from '../definition/machine.ts'
import { has, type Source } from '../definition/source.ts'
import { afterWith } from '../eventually.ts'
import { flowOf } from '../flow/flow.ts'
import type { Json } from '../json.ts'

/** Result is literal: names in it that end in .$ are not evaluated (recorded on AWS); it may be null. */
export function pass(source: Source, next: string | undefined): Work {
  const flow = flowOf(source, next)
  if (!has(source, 'Result')) return visit => afterWith(visit, flow.work(visit), flow.leave)
  const result = source.fields.Result as Json
  return visit => flow.leave(visit, result)
}

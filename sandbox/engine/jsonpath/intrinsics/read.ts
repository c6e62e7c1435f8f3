// Intrinsic functions: read when the definition is loaded; those that do not exist are refused by name.
import { refuse, type Source } from '../../definition/source.ts'
import { runtimeError } from '../../visit.ts'
import { type Filled, query } from '../template.ts'
import { intrinsics } from './index.ts'
import { type Argument, type Call, parseCall } from './syntax.ts'

/** Calls inside each other (Step Functions developer guide, intrinsic functions). */
const DEEPEST = 10
const nothing: Filled = () => null

export function readIntrinsic(source: Source, field: string, text: string): Filled {
  const call = parseCall(text)
  if (call !== undefined && call.depth <= DEEPEST) return compiled(source, field, call)
  refuse(source, field, call ? `'${text}' nests more than ${DEEPEST} calls` : `'${text}' is not the call of a function`)
  return nothing
}

function compiled(source: Source, field: string, call: Call): Filled {
  const intrinsic = intrinsics.get(call.name)
  if (intrinsic === undefined) {
    refuse(source, field, `there is no intrinsic function ${call.name}`)
    return nothing
  }
  const args = call.arguments.map(each => argument(source, field, each))
  const site = `${field} ${call.at}`
  return (visit, document) =>
    intrinsic(
      args.map(each => each(visit, document)),
      {
        visit,
        site,
        fail: reason => runtimeError(visit, `The function '${call.text}' had the following error: ${reason}`),
      },
    )
}

function argument(source: Source, field: string, given: Argument): Filled {
  switch (given.kind) {
    case 'call':
      return compiled(source, field, given)
    case 'path':
      return query(source, field, given.text)
    case 'value':
      return () => given.value
    case 'string':
      return () => given.text
  }
}

// Intrinsic functions: parsed when the definition is loaded; those that are not simulated are refused by name.
import { refuse, type Source } from '../../definition/source.ts'
import type { Json } from '../../json.ts'
import type { Visit } from '../../visit.ts'
import { type Filled, reference } from '../template.ts'
import { format } from './format.ts'
import { mathAdd } from './math-add.ts'

export type Intrinsic = (visit: Visit, args: readonly Json[]) => Json

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  'States.Format': format,
  'States.MathAdd': mathAdd,
}

const CALL = /^(States\.\w+)\((.*)\)$/s
const ARGUMENT = /\s*(?:'((?:[^'\\]|\\.)*)'|(-?\d+(?:\.\d+)?)|(true|false|null)|(\$[^,\s]*))\s*(,|$)/sy

export function readIntrinsic(source: Source, field: string, text: string): Filled {
  const nothing: Filled = () => null
  const [, name = text, list = ''] = CALL.exec(text) ?? []
  const intrinsic = Object.hasOwn(INTRINSICS, name) ? INTRINSICS[name] : undefined
  if (intrinsic === undefined) {
    refuse(source, field, `the intrinsic function ${name} is not simulated`)
    return nothing
  }
  const args = readArguments(source, field, list)
  return args
    ? (visit, document) =>
        intrinsic(
          visit,
          args.map(each => each(visit, document)),
        )
    : nothing
}

function readArguments(source: Source, field: string, list: string): readonly Filled[] | undefined {
  const args: Filled[] = []
  for (ARGUMENT.lastIndex = 0; ARGUMENT.lastIndex < list.length; ) {
    const from = ARGUMENT.lastIndex
    const match = ARGUMENT.exec(list)
    if (match === null) {
      refuse(
        source,
        field,
        `cannot read the argument '${list.slice(from)}'; nested intrinsic functions are not simulated`,
      )
      return undefined
    }
    args.push(argument(source, field, match))
    ARGUMENT.lastIndex = from + match[0].length
  }
  return args
}

function argument(source: Source, field: string, match: RegExpExecArray): Filled {
  const [, quoted, number, word, path] = match
  if (path !== undefined) return reference(source, field, path)
  const value = quoted === undefined ? (JSON.parse(number ?? word ?? 'null') as Json) : quoted
  return () => value
}

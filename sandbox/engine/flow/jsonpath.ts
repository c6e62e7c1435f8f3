// Data flow in JSONPath: InputPath, Parameters, the work, ResultSelector, ResultPath, OutputPath.
import { has, refuse, type Source } from '../definition/source.ts'
import type { Json } from '../json.ts'
import { following, place, readPath, readQuery, spelled } from '../jsonpath/path.ts'
import { type Filled, payload } from '../jsonpath/template.ts'
import { runtimeError, type Visit } from '../visit.ts'
import { checkAssign } from './assign.ts'
import type { Flow } from './flow.ts'

export function jsonpathFlow(source: Source, next: string | undefined): Flow {
  const inputPath = filter(source, 'InputPath')
  const outputPath = filter(source, 'OutputPath')
  const parameters = optional(source, 'Parameters')
  const selector = optional(source, 'ResultSelector')
  const resultPath = resultPathOf(source)
  const assign = checkAssign(source)
  const assigned = assign && payload(source, 'Assign', assign)
  return {
    work(visit) {
      const input = inputPath(visit, visit.input)
      return parameters ? parameters(visit, input) : input
    },
    leave(visit, result) {
      const selected = selector ? selector(visit, result) : result
      const output = outputPath(visit, resultPath(visit.input, selected))
      // Assign reads the result where Output reads the document (recorded on AWS).
      const variables = assigned?.(visit, selected) as Readonly<Record<string, Json>> | undefined
      return { output, assigned: variables, next }
    },
  }
}

function optional(source: Source, field: string): Filled | undefined {
  return has(source, field) ? payload(source, field, source.fields[field] as Json) : undefined
}

/** A path that narrows the document; null gives an empty object. */
function filter(source: Source, field: string): Filled {
  const written = source.fields[field]
  if (written === undefined || written === '$') return (_, document) => document
  if (written === null) return () => ({})
  const query = typeof written === 'string' ? readQuery(source, field, written) : undefined
  if (typeof written !== 'string') refuse(source, field, 'must be a path or null')
  if (query === undefined) return () => null
  const find = following(query)
  return (visit: Visit, document) => {
    const value = find(visit, document)
    if (value !== undefined) return value
    throw runtimeError(visit, `Invalid path '${query.text}' : No results for path: ${spelled(query)}`)
  }
}

/** Where the result goes in the raw input; null discards it. */
function resultPathOf(source: Source): (input: Json, result: Json) => Json {
  const written = source.fields.ResultPath
  if (written === undefined || written === '$') return (_, result) => result
  if (written === null) return input => input
  const path = typeof written === 'string' ? readPath(source, 'ResultPath', written) : undefined
  const usable = path !== undefined && path.root === '$' && path.segments.every(each => typeof each === 'string')
  if (!usable) refuse(source, 'ResultPath', 'must be a reference path of members')
  return (input, result) => (path ? place(path.segments, input, result) : result)
}

// From the text of a platform's description to the platform, or to every fault of it with its line.
import { type Document, isMap, isNode, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml'
import type * as z from 'zod'
import { allowedBy, quoted, valueAt } from './allowed-by.ts'
import { nearestName } from './nearest-name.ts'
import { type Platform, platformSchema } from './platform.ts'

export interface PlatformFault {
  /** Counted from 1. Of the field, or of what it is missing from. */
  readonly line: number
  /** With dots, such as `database.clusterId`; empty for the file as a whole. */
  readonly field: string
  readonly given: string
  readonly allowed: string
}

type Read = { readonly platform: Platform } | { readonly faults: readonly PlatformFault[] }

/** Parses and checks. Never throws: what is wrong is data. YAML 1.2, of which JSON is a part. */
export function parsePlatform(text: string): Read {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const broken = document.errors.map(({ message, pos }) => ({
    line: lines.linePos(pos[0]).line,
    field: '',
    given: 'text that is not YAML',
    allowed: `YAML (${message.replace(/\s+/g, ' ').trim()})`,
  }))
  if (broken.length > 0) return { faults: broken }
  const unresolved = aliasFaults(document, lines)
  if (unresolved.length > 0) return { faults: unresolved }
  const given: unknown = document.toJS()
  const checked = platformSchema.safeParse(given)
  if (checked.success) return { platform: checked.data }
  const place = { document, lines, given }
  const faults = checked.error.issues.flatMap(issue => faultsOf(issue, place))
  return { faults: faults.sort((a, b) => a.line - b.line || (a.field < b.field ? -1 : 1)) }
}

/** One fault as a line of text: `line 7: database.clusterId: given "X"; allowed is …`. */
export const platformFaultText = ({ line, field, given, allowed }: PlatformFault): string =>
  `line ${line}: ${field || 'the file'}: given ${given}; allowed is ${allowed}`

/** An alias stands for another part of the file; a description has no need of any, and one of nothing has no meaning. */
function aliasFaults(document: Document.Parsed, lines: LineCounter): readonly PlatformFault[] {
  const faults: PlatformFault[] = []
  visit(document, {
    Alias: (_, { source, range }) => {
      const line = lines.linePos(range?.[0] ?? 0).line
      faults.push({ line, field: '', given: `the alias *${source}`, allowed: 'the value itself, written out' })
    },
  })
  return faults
}

interface Place {
  readonly document: Document.Parsed
  readonly lines: LineCounter
  readonly given: unknown
}

function faultsOf(issue: z.core.$ZodIssue, place: Place): readonly PlatformFault[] {
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') return issue.keys.map(key => unknownField([...path, key], place))
  const value = valueAt(place.given, issue.path)
  const allowed = path.length === 0 ? `the fields ${fieldsAt([]).join(', ')}` : allowedBy(issue)
  const unquoted = allowed === 'text' && typeof value === 'number'
  return [
    {
      line: lineOf(path, place),
      field: path.join('.'),
      given: quoted(value ?? undefined),
      allowed: unquoted ? 'text: put it between quotes' : allowed,
    },
  ]
}

function unknownField(path: readonly string[], place: Place): PlatformFault {
  const name = path.at(-1) ?? ''
  const known = fieldsAt(path.slice(0, -1))
  const meant = nearestName(name, known)
  return {
    line: lineOf(path, place),
    field: path.join('.'),
    given: 'a field that a platform does not have',
    allowed: meant ? `"${meant}"` : `one of ${known.join(', ')}`,
  }
}

/** The fields that the schema has below this path. */
function fieldsAt(path: readonly string[]): readonly string[] {
  let schema: unknown = platformSchema
  for (const key of path) schema = inner(shapeOf(schema)[key])
  return Object.keys(shapeOf(schema))
}

const shapeOf = (schema: unknown): Readonly<Record<string, unknown>> =>
  (schema as { shape?: Record<string, unknown> } | undefined)?.shape ?? {}

/** Below `nullable` and `default`. */
function inner(schema: unknown): unknown {
  const wrapped = schema as { unwrap?: () => unknown } | undefined
  return typeof wrapped?.unwrap === 'function' ? inner(wrapped.unwrap()) : schema
}

/** The line of the field's key; where the field is missing, that of what should hold it. */
function lineOf(path: readonly string[], { document, lines }: Place): number {
  let at: unknown = document.contents
  let offset = offsetOf(at)
  for (const key of path) {
    const pair = isMap(at) ? at.items.find(each => isScalar(each.key) && String(each.key.value) === key) : undefined
    if (!pair) break
    offset = offsetOf(pair.key) ?? offset
    at = pair.value
  }
  return lines.linePos(offset ?? 0).line || 1
}

const offsetOf = (node: unknown): number | undefined => (isNode(node) ? (node as Node).range?.[0] : undefined)

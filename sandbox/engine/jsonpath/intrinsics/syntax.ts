// Reads the text of an intrinsic call: its name, and arguments that are literals, paths or calls of their own.
import type { Json } from '../../json.ts'

export interface Call {
  readonly kind: 'call'
  readonly name: string
  /** As it stands in the definition. */
  readonly text: string
  readonly at: number
  readonly arguments: readonly Argument[]
  /** Calls inside each other; 1 when it holds none. */
  readonly depth: number
}

export type Argument =
  | Call
  | { readonly kind: 'path'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'value'; readonly value: Json }

interface Reading {
  readonly text: string
  at: number
}

/** Undefined when it is no call, or not only one. */
export function parseCall(text: string): Call | undefined {
  const reading = { text, at: 0 }
  const call = callIn(reading)
  return call && reading.at === text.length ? call : undefined
}

function take(reading: Reading, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = reading.at
  const match = pattern.exec(reading.text) ?? undefined
  if (match) reading.at = pattern.lastIndex
  return match
}

function callIn(reading: Reading): Call | undefined {
  const at = reading.at
  const name = take(reading, /(States\.\w+)\s*\(\s*/y)?.[1]
  if (name === undefined) return undefined
  const list = take(reading, /\)/y) ? [] : argumentsIn(reading, name === 'States.Format')
  if (list === undefined) return undefined
  const inner = list.map(each => (each.kind === 'call' ? each.depth : 0))
  return {
    kind: 'call',
    name,
    text: reading.text.slice(at, reading.at),
    at,
    arguments: list,
    depth: 1 + Math.max(0, ...inner),
  }
}

/** With the closing parenthesis. Format's template keeps its escapes: it has to tell braces as such from places. */
function argumentsIn(reading: Reading, escapesStay: boolean): readonly Argument[] | undefined {
  const found: Argument[] = []
  for (;;) {
    const one = argumentIn(reading, escapesStay && found.length === 0)
    if (one === undefined) return undefined
    found.push(one)
    const after = take(reading, /\s*([,)])\s*/y)
    if (after?.[1] === ')') {
      // Blanks behind a call belong to whatever it stands in.
      reading.at -= after[0].length - after[0].trimEnd().length
      return found
    }
    if (after === undefined) return undefined
  }
}

function argumentIn(reading: Reading, escapesStay: boolean): Argument | undefined {
  if (reading.text.startsWith('States.', reading.at)) return callIn(reading)
  const quoted = take(reading, /'((?:[^'\\]|\\.)*)'/sy)
  if (quoted)
    return { kind: 'string', text: escapesStay ? (quoted[1] ?? '') : (quoted[1] ?? '').replace(/\\(.)/gs, '$1') }
  const value = take(reading, /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y)
  if (value) return { kind: 'value', value: JSON.parse(value[0]) as Json }
  return pathIn(reading)
}

/** Up to the comma or parenthesis that stands outside of brackets and quotes. */
function pathIn(reading: Reading): Argument | undefined {
  const path = take(reading, /\$(?:[^,()[\]\s'"]|\[(?:[^\]'"]|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")*\])*/y)
  return path && { kind: 'path', text: path[0] }
}

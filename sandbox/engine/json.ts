// Payloads: JSON values that are never changed, shared between states, and written as text once.
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [name: string]: Json
}

/** Thrown by `admit` for what JSON cannot say: a function, a symbol, NaN. */
export class NotJson extends Error {
  override readonly name = 'NotJson'
  readonly found: unknown

  constructor(found: unknown) {
    super(`${typeof found} is not JSON`)
    this.found = found
  }
}

/** Texts of payloads. Short ones are left out: writing them again costs less than remembering them. */
const texts = new WeakMap<object, string>()
const WORTH_REMEMBERING = 256
/** The last text made: what one state gives, the next is given, so most are asked for several times in a row. */
let last: object = {}
let lastText = '{}'

/**
 * The value's JSON text, made once for a large payload however many events show it: writing it anew at each state is
 * what makes other interpreters slow.
 */
export function textOf(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (value === last) return lastText
  const known = texts.get(value)
  const text = known ?? JSON.stringify(value)
  if (known === undefined && text.length >= WORTH_REMEMBERING) texts.set(value, text)
  last = value
  lastText = text
  return text
}

/** Bytes of the value's JSON text in UTF-8, which is what the 262,144-byte limit of Step Functions counts. */
export function bytes(value: Json): number {
  return Buffer.byteLength(textOf(value))
}

/** Whether the value's text has at most `limit` bytes; a UTF-16 unit takes at most three. */
export function fits(value: Json, limit: number): boolean {
  const text = textOf(value)
  return text.length * 3 <= limit || Buffer.byteLength(text) <= limit
}

/**
 * Makes a JSON value of what an expression, a handler or a parser returned: drops members that are undefined and the
 * marks that the expression language leaves on arrays, and shares everything else with the original.
 */
export function admit(value: unknown): Json {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value !== 'object') throw new NotJson(value)
  // What has a text was admitted before.
  if (texts.has(value)) return value as Json
  return Array.isArray(value) ? admitArray(value) : admitObject(value as Record<string, unknown>)
}

function admitArray(array: readonly unknown[]): readonly Json[] {
  let copy: Json[] | undefined = Object.keys(array).length > array.length ? (array.slice() as Json[]) : undefined
  for (let index = 0; index < array.length; index++) {
    const admitted = array[index] === undefined ? null : admit(array[index])
    if (admitted === array[index]) continue
    copy ??= array.slice() as Json[]
    copy[index] = admitted
  }
  return copy ?? (array as readonly Json[])
}

function admitObject(object: Record<string, unknown>): JsonObject {
  if ('_jsonata_function' in object || '_jsonata_lambda' in object) throw new NotJson(object)
  let copy: Record<string, Json> | undefined
  for (const name of Object.keys(object)) {
    const value = object[name]
    const admitted = value === undefined ? undefined : admit(value)
    if (admitted === value && value !== undefined) continue
    copy ??= { ...object } as Record<string, Json>
    if (admitted === undefined) delete copy[name]
    else copy[name] = admitted
  }
  return copy ?? (object as JsonObject)
}

/** Parses JSON text; undefined when it is not JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    return admit(JSON.parse(text))
  } catch (error) {
    if (Error.isError(error) && error.name === 'SyntaxError') return undefined
    throw error
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The words that Step Functions uses for JSON types in its error texts. */
export function typeName(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

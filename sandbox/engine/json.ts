// Payloads: JSON values that are never changed, shared between states, and counted in bytes once per object.
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

/** Bytes of the objects already admitted. Those under 256 bytes are left out: counting them again costs less. */
const counted = new WeakMap<object, number>()
const WORTH_REMEMBERING = 256

/**
 * Makes a JSON value of what an expression, a handler or a parser returned: drops members that are undefined and the
 * marks that the expression language leaves on arrays, and shares everything else with the original.
 */
export function admit(value: unknown): Json {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value !== 'object') throw new NotJson(value)
  if (counted.has(value)) return value as Json
  const admitted = Array.isArray(value) ? admitArray(value) : admitObject(value as Record<string, unknown>)
  remember(admitted)
  return admitted
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

function remember(value: object): void {
  const size = countObject(value as readonly Json[] | JsonObject)
  if (size >= WORTH_REMEMBERING) counted.set(value, size)
}

/** Bytes of the value's JSON text in UTF-8, which is what the 262,144-byte limit of Step Functions counts. */
export function bytes(value: Json): number {
  switch (typeof value) {
    case 'string':
      return bytesOfString(value)
    case 'number':
      return String(value).length
    case 'boolean':
      return value ? 4 : 5
    default:
      if (value === null) return 4
  }
  const known = counted.get(value)
  if (known !== undefined) return known
  const size = countObject(value)
  if (size >= WORTH_REMEMBERING) counted.set(value, size)
  return size
}

function countObject(value: readonly Json[] | JsonObject): number {
  let size = 2
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) size += bytes(item) + 1
    return value.length === 0 ? size : size - 1
  }
  const object = value as JsonObject
  const names = Object.keys(object)
  for (const name of names) size += bytesOfString(name) + bytes(object[name] as Json) + 2
  return names.length === 0 ? size : size - 1
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what JSON text escapes.
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/

function bytesOfString(text: string): number {
  return ESCAPED.test(text) ? Buffer.byteLength(JSON.stringify(text)) : Buffer.byteLength(text) + 2
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

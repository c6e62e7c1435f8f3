// JSON bodies by shape: epoch seconds for timestamps, base64 for blobs, absent members left out.
import { NotReadable, parseTime, writeTime } from './scalars.ts'
import type { Member, Shape, StructShape } from './shape.ts'

export interface JsonStyle {
  /** REST JSON renames members by the `jsonName` trait; JSON 1.0 and 1.1 do not. */
  readonly jsonName: boolean
}

/** The members to write; all of them when absent. */
export function writeStruct(shape: StructShape, value: Readonly<Record<string, unknown>>, style: JsonStyle): object {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .map(([name, each]) => [
        keyOf(shape.byName.get(name)!, style),
        writeJson(shape.byName.get(name)!.shape, each, style),
      ]),
  )
}

export function writeJson(shape: Shape, value: unknown, style: JsonStyle): unknown {
  if (value === null) return null
  switch (shape.kind) {
    case 'struct':
      return writeStruct(shape, value as Record<string, unknown>, style)
    case 'list':
      return (value as readonly unknown[]).map(each => writeJson(shape.item.shape, each, style))
    case 'map':
      return mapValues(value as object, each => writeJson(shape.value.shape, each, style))
    case 'timestamp':
      return writeTime(value as Date, shape.format ?? 'epoch-seconds')
    case 'blob':
      return Buffer.from(value as Uint8Array).toString('base64')
    default:
      return value
  }
}

export function readStruct(shape: StructShape, value: unknown, style: JsonStyle): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new NotReadable(`a ${shape.name}`)
  const read: Record<string, unknown> = {}
  for (const member of shape.members) {
    const given = (value as Record<string, unknown>)[keyOf(member, style)]
    if (given !== undefined && given !== null) read[member.name] = readJson(member.shape, given, style)
  }
  return read
}

export function readJson(shape: Shape, value: unknown, style: JsonStyle): unknown {
  if (value === null) return null
  switch (shape.kind) {
    case 'struct':
      return readStruct(shape, value, style)
    case 'list':
      if (!Array.isArray(value)) throw new NotReadable('a list')
      return value.map(each => readJson(shape.item.shape, each, style))
    case 'map':
      if (typeof value !== 'object' || Array.isArray(value)) throw new NotReadable('a map')
      return mapValues(value, each => readJson(shape.value.shape, each, style))
    case 'timestamp':
      return parseTime(value as string | number, shape.format ?? 'epoch-seconds')
    case 'blob':
      if (typeof value !== 'string') throw new NotReadable('base64')
      return new Uint8Array(Buffer.from(value, 'base64'))
    case 'document':
    case 'unit':
      return value
    default:
      if (typeof value !== shape.kind) throw new NotReadable(`a ${shape.kind}`)
      return value
  }
}

function keyOf(member: Member, style: JsonStyle): string {
  return (style.jsonName ? member.traits.jsonName : undefined) ?? member.name
}

function mapValues(value: object, change: (each: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, change(each)]))
}

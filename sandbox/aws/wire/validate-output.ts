// Holds what a simulated service answers against AWS's own model, member by member. A breach is the simulator's bug.
import { Readable } from 'node:stream'
import type { Member, Shape, StructShape } from './shape.ts'

export class OutputBreach extends Error {
  constructor(operation: string, breaches: readonly string[]) {
    super(`the simulated ${operation} answered against its model: ${breaches.join('; ')}`)
    this.name = 'OutputBreach'
  }
}

/** Throws `OutputBreach`, naming the operation and each member path that is unknown, of a wrong type or missing. */
export function validateOutput(operation: string, shape: Shape, output: unknown): void {
  const breaches: string[] = []
  if (shape.kind === 'unit') {
    if (output !== undefined && (typeof output !== 'object' || Object.keys(output ?? {}).length > 0))
      breaches.push('this operation answers nothing')
  } else check(shape, output ?? {}, '', breaches)
  if (breaches.length > 0) throw new OutputBreach(operation, breaches)
}

/** The path of the first required member that is absent, or undefined. Services refuse such requests. */
export function firstMissing(shape: Shape, value: unknown, path = ''): string | undefined {
  if (value === undefined || value === null) return undefined
  if (shape.kind === 'struct') {
    const given = value as Record<string, unknown>
    for (const [index, member] of shape.members.entries()) {
      const own = joined(path, member.name)
      if (given[member.name] === undefined) {
        if (index < shape.required) return own
        continue
      }
      if (!isNested(member.shape)) continue
      const missing = firstMissing(member.shape, given[member.name], own)
      if (missing) return missing
    }
  }
  if (shape.kind !== 'list' && shape.kind !== 'map') return undefined
  const item = shape.kind === 'list' ? shape.item : shape.value
  if (!isNested(item.shape)) return undefined
  for (const [key, each] of Object.entries(value)) {
    const missing = firstMissing(item.shape, each, `${path}[${key}]`)
    if (missing) return missing
  }
  return undefined
}

function isNested({ kind }: Shape): boolean {
  return kind === 'struct' || kind === 'list' || kind === 'map'
}

function check(shape: Shape, value: unknown, path: string, breaches: string[]): void {
  if (shape.kind === 'struct') checkStruct(shape, value, path, breaches)
  else if (shape.kind !== 'list' && shape.kind !== 'map') {
    if (!isScalar(shape, value)) fail(`a ${shape.kind}`, value, path, breaches)
  } else if (shape.kind === 'list' ? !Array.isArray(value) : !isRecord(value))
    fail(`a ${shape.kind}`, value, path, breaches)
  else {
    const item = shape.kind === 'list' ? shape.item : shape.value
    for (const [key, each] of Object.entries(value as object))
      if (each !== null || !shape.sparse) check(item.shape, each, `${path}[${key}]`, breaches)
  }
}

function checkStruct(shape: StructShape, value: unknown, path: string, breaches: string[]): void {
  if (!isRecord(value)) {
    fail(`a ${shape.name}`, value, path, breaches)
    return
  }
  let present = 0
  for (const name in value) {
    if (value[name] === undefined) continue
    present += 1
    const member: Member | undefined = shape.byName.get(name)
    if (member) check(member.shape, value[name], joined(path, name), breaches)
    else breaches.push(`${joined(path, name)} is no member of ${shape.name}`)
  }
  for (const { name } of shape.members.slice(0, shape.required))
    if (value[name] === undefined) breaches.push(`${joined(path, name)} is required`)
  if (shape.union && present !== 1) breaches.push(`${path} must have one member, not ${present}`)
}

function isScalar(shape: Shape, value: unknown): boolean {
  switch (shape.kind) {
    case 'timestamp':
      return value instanceof Date && !Number.isNaN(value.getTime())
    case 'number':
      return typeof value === 'number' && Number.isFinite(value)
    case 'blob':
      return (
        value instanceof Uint8Array || (shape.streaming && (typeof value === 'string' || value instanceof Readable))
      )
    case 'document':
      return value !== undefined
    default:
      return typeof value === shape.kind
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !ArrayBuffer.isView(value)
  )
}

function fail(expected: string, value: unknown, path: string, breaches: string[]): void {
  const kind =
    value === null ? 'null' : value instanceof Date ? 'a date' : Array.isArray(value) ? 'a list' : `a ${typeof value}`
  breaches.push(`${path || 'the answer'} must be ${expected}, not ${kind}`)
}

function joined(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

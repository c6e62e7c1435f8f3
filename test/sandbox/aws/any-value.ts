// Random values that satisfy an AWS schema, for laws about the wire.
import * as fc from 'fast-check'
import type { Member, Shape } from '../../../sandbox/aws/wire/shape.ts'

/** Text that survives every protocol: XML parsers and headers trim, and headers know no line breaks. */
const word = fc
  .string({ unit: fc.constantFrom(...'abcXYZ019-_.:/<>&"\'é€%+= '), minLength: 1, maxLength: 12 })
  .map(each => `x${each.trim()}x`)
const latin = word.map(each => each.replaceAll(/[é€]/g, '~'))
const seconds = fc.integer({ min: 1, max: 4_000_000_000 })

export function anyValue(shape: Shape, depth: number): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'struct':
      return anyStruct(shape, depth)
    case 'list':
      return fc.array(anyValue(shape.item.shape, depth - 1), { maxLength: depth > -2 ? 3 : 0 })
    case 'map':
      return fc
        .array(fc.tuple(fc.stringMatching(/^[a-z]{1,6}$/), anyValue(shape.value.shape, depth - 1)), {
          maxLength: depth > 0 ? 3 : 0,
        })
        .map(entries => Object.fromEntries(entries))
    case 'number':
      return fc.integer({ min: 0, max: 599 })
    case 'boolean':
      return fc.boolean()
    case 'timestamp':
      return seconds.map(each => new Date(each * 1000))
    case 'blob':
      return fc.uint8Array({ minLength: 1, maxLength: 20 })
    default:
      return word
  }
}

/** The S3 client computes these or checks them by itself. */
const ownedByClient = /^(Checksum|SSECustomerKey|Expires(String)?$)/

function anyStruct(shape: Shape & { kind: 'struct' }, depth: number): fc.Arbitrary<unknown> {
  const fitting = shape.members.filter(each => (depth > 0 || isScalar(each.shape)) && !ownedByClient.test(each.name))
  if (shape.union) {
    const members = fitting.length > 0 ? fitting : shape.members.slice(0, 1)
    return fc.constantFrom(...members).chain(each => anyMember(each, depth).map(value => ({ [each.name]: value })))
  }
  const required = shape.members.slice(0, shape.required)
  const needed = required.map(each => [each.name, anyMember(each, depth).filter(isFilled)] as const)
  const optional = fitting
    .filter(each => !required.includes(each))
    .map(each => [each.name, anyMember(each, depth)] as const)
  return fc.record(Object.fromEntries([...needed, ...optional]), {
    requiredKeys: required.map(each => each.name),
    noNullPrototype: true,
  })
}

/** An empty list is no list in a form or in flat XML, and services refuse it where they want one. */
function isFilled(value: unknown): boolean {
  return !Array.isArray(value) || value.length > 0
}

function anyMember({ name, shape, traits }: Member, depth: number): fc.Arbitrary<unknown> {
  if (name === 'Bucket') return fc.stringMatching(/^[a-z0-9]{3,9}(-[a-z]{1,5})?$/)
  if (traits.httpResponseCode) return fc.constantFrom(200, 202, 206)
  if (shape.kind === 'string' && (traits.httpHeader || traits.httpLabel)) return latin
  if (traits.httpPrefixHeaders !== undefined)
    return fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), latin, { minKeys: 1, maxKeys: 3, noNullPrototype: true })
  if (traits.httpHeader && shape.kind === 'list') return fc.array(latin, { minLength: 1, maxLength: 3 })
  return anyValue(shape, depth - 1)
}

function isScalar({ kind }: Shape): boolean {
  return kind !== 'struct' && kind !== 'list' && kind !== 'map'
}

/** Without the empty lists, maps and structures, which some protocols cannot tell from absent ones. */
export function withoutEmpties(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpties).filter(each => each !== undefined)
  if (typeof value !== 'object' || value === null || value instanceof Date || ArrayBuffer.isView(value)) return value
  const entries = Object.entries(value).map(([key, each]) => [key, withoutEmpties(each)] as const)
  const kept = entries.filter(([, each]) => each !== undefined && !(typeof each === 'object' && isEmpty(each)))
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}

function isEmpty(value: object | null): boolean {
  return value === null || (!(value instanceof Date) && Object.keys(value).length === 0)
}

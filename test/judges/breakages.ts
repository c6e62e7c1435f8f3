// An answer spoilt in every way that its schema forbids, one at a time: unknown members, wrong types, missing ones.
import type { Member, Shape, StructShape } from '../../sandbox/aws/wire/shape.ts'

export interface Breakage {
  /** The path of the member, and what was done to it. */
  readonly what: string
  readonly output: Readonly<Record<string, unknown>>
}

interface Place {
  readonly path: string
  /** The whole answer with another value in this place. */
  readonly with: (value: unknown) => unknown
}

export function breakagesOf(shape: Shape, output: Readonly<Record<string, unknown>>): readonly Breakage[] {
  if (shape.kind !== 'struct') return [{ what: 'an answer where there is none', output: { Unforeseen: true } }]
  return ofStruct(shape, output, { path: '', with: value => value }) as readonly Breakage[]
}

type Broken = { readonly what: string; readonly output: unknown }

function ofStruct(shape: StructShape, value: object, place: Place): readonly Broken[] {
  const given = value as Readonly<Record<string, unknown>>
  const unknown = { what: `${place.path}: an unknown member`, output: place.with({ ...given, Unforeseen: 'x' }) }
  const missing = shape.members
    .slice(0, shape.required)
    .map(({ name }) => ({ what: `${place.path}.${name}: missing`, output: place.with(without(given, name)) }))
  const inside = shape.members
    .filter(({ name }) => given[name] !== undefined)
    .flatMap(({ name, shape: each }) =>
      ofValue(each, given[name], {
        path: `${place.path}.${name}`,
        with: spoilt => place.with({ ...given, [name]: spoilt }),
      }),
    )
  return [unknown, ...missing, ...inside]
}

function ofValue(shape: Shape, value: unknown, place: Place): readonly Broken[] {
  const wrong =
    shape.kind === 'document' ? [] : [{ what: `${place.path}: not ${shape.kind}`, output: place.with(not(shape)) }]
  if (shape.kind === 'struct') return [...wrong, ...ofStruct(shape, value as object, place)]
  if (shape.kind !== 'list' && shape.kind !== 'map') return wrong
  const item: Member = shape.kind === 'list' ? shape.item : shape.value
  const first = Object.entries(value as object).find(([, each]) => each !== null)
  if (first === undefined) return wrong
  const [key, each] = first
  const inside: Place = {
    path: `${place.path}[${key}]`,
    with: spoilt => place.with(shape.kind === 'list' ? [spoilt] : { [key]: spoilt }),
  }
  return [...wrong, ...ofValue(item.shape, each, inside)]
}

/** Of another type. */
const not = ({ kind }: Shape): unknown => (kind === 'string' || kind === 'blob' ? 42 : kind === 'list' ? {} : 'wrong')

function without(given: Readonly<Record<string, unknown>>, name: string): object {
  return Object.fromEntries(Object.entries(given).filter(([each]) => each !== name))
}

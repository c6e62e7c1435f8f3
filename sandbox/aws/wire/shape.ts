// Compiled form of the SDK's own schemas: plain records that the decoders, encoders and validators can walk quickly.
import { NormalizedSchema } from '@smithy/core/schema'
import type { $SchemaRef } from '@smithy/types'

export interface Traits {
  readonly xmlName?: string
  readonly ec2QueryName?: string
  readonly jsonName?: string
  readonly mediaType?: string
  readonly xmlFlattened?: unknown
  readonly sparse?: unknown
  readonly streaming?: unknown
  readonly idempotencyToken?: unknown
  readonly httpLabel?: unknown
  readonly httpPayload?: unknown
  readonly httpResponseCode?: unknown
  readonly httpQueryParams?: unknown
  readonly httpQuery?: string
  readonly httpHeader?: string
  readonly httpPrefixHeaders?: string
  readonly error?: 'client' | 'server'
  readonly httpError?: number
  readonly awsQueryError?: readonly [code: string, status: number]
}

/** How a timestamp is written; undefined where the schema leaves it to the protocol or to the place it stands in. */
export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds'

export type Shape =
  | { readonly kind: 'string' | 'number' | 'boolean' | 'document' | 'unit' }
  | { readonly kind: 'blob'; readonly streaming: boolean }
  | { readonly kind: 'timestamp'; readonly format: TimestampFormat | undefined }
  | { readonly kind: 'list'; readonly item: Member; readonly sparse: boolean; readonly flat: boolean }
  | {
      readonly kind: 'map'
      readonly key: Member
      readonly value: Member
      readonly sparse: boolean
      readonly flat: boolean
    }
  | StructShape

export interface StructShape {
  readonly kind: 'struct'
  readonly name: string
  readonly union: boolean
  readonly schema: NormalizedSchema
  readonly traits: Traits
  readonly members: readonly Member[]
  readonly byName: ReadonlyMap<string, Member>
  /** How many of the first members are required. */
  readonly required: number
}

export interface Member {
  readonly name: string
  readonly traits: Traits
  readonly schema: NormalizedSchema
  /** Compiled on first use, since shapes may contain themselves. */
  readonly shape: Shape
}

const structs = new WeakMap<object, StructShape>()

export function shapeOf(reference: $SchemaRef | NormalizedSchema): Shape {
  const schema = NormalizedSchema.of(reference as $SchemaRef)
  if (schema.isUnitSchema()) return { kind: 'unit' }
  if (schema.isStructSchema()) return structShape(schema)
  const traits = schema.getMergedTraits() as Traits
  const [sparse, flat] = [traits.sparse !== undefined, traits.xmlFlattened !== undefined]
  if (schema.isListSchema()) return { kind: 'list', item: member(schema.getValueSchema(), 'member'), sparse, flat }
  if (schema.isMapSchema()) {
    const [key, value] = [member(schema.getKeySchema(), 'key'), member(schema.getValueSchema(), 'value')]
    return { kind: 'map', key, value, sparse, flat }
  }
  return simpleShape(schema, traits)
}

function simpleShape(schema: NormalizedSchema, traits: Traits): Shape {
  if (traits.mediaType) throw new Error(`media type ${traits.mediaType} of ${schema.getName()} is not simulated`)
  if (schema.isStringSchema()) return { kind: 'string' }
  if (schema.isNumericSchema()) return { kind: 'number' }
  if (schema.isBooleanSchema()) return { kind: 'boolean' }
  if (schema.isBlobSchema()) return { kind: 'blob', streaming: schema.isStreaming() }
  if (schema.isTimestampSchema()) return { kind: 'timestamp', format: timestampFormats[Number(schema.getSchema())] }
  if (schema.isDocumentSchema()) return { kind: 'document' }
  throw new Error(`schema ${schema.getName(true)} (big numbers) is not simulated`)
}

/** Numbers by which the schemas say a timestamp's format; 4 says nothing. */
const timestampFormats: Readonly<Record<number, TimestampFormat>> = {
  5: 'date-time',
  6: 'http-date',
  7: 'epoch-seconds',
}

function structShape(schema: NormalizedSchema): StructShape {
  const raw = schema.getSchema() as unknown as readonly unknown[]
  const known = structs.get(raw)
  if (known) return known
  const members = [...schema.structIterator()].map(([name, each]) => member(each, name))
  const shape: StructShape = {
    kind: 'struct',
    name: schema.getName() ?? '',
    union: schema.isUnionSchema(),
    schema,
    traits: schema.getOwnTraits() as Traits,
    members,
    byName: new Map(members.map(each => [each.name, each])),
    required: Number(raw[6] ?? 0),
  }
  structs.set(raw, shape)
  return shape
}

function member(schema: NormalizedSchema, name: string): Member {
  let compiled: Shape | undefined
  return {
    name,
    traits: schema.getMergedTraits() as Traits,
    schema,
    get shape() {
      compiled ??= shapeOf(schema)
      return compiled
    },
  }
}

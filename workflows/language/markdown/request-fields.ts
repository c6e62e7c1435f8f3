// The fields of a request, from its zod schema: what each means, what is allowed, what it is when left out.
import * as z from 'zod'

export interface RequestField {
  /** With dots below objects, such as `damage.sql`. */
  readonly field: string
  readonly required: boolean
  readonly description: string
  /** In words. */
  readonly allowed: string
  /** Absent when the field is required or has no default. */
  readonly default?: unknown
}

/** The part of JSON Schema that requests use. */
interface Shape {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly format?: string
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly anyOf?: readonly Shape[]
  readonly items?: Shape
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
}

export function requestFields(schema: z.ZodType): readonly RequestField[] {
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape
  return fieldsOf(shape, { schema, prefix: '' })
}

interface Place {
  readonly schema: unknown
  readonly prefix: string
}

function fieldsOf({ properties = {}, required = [] }: Shape, { schema, prefix }: Place): readonly RequestField[] {
  return Object.entries(properties).flatMap(([name, shape]) => {
    const below = member(schema, name)
    const field: RequestField = {
      field: `${prefix}${name}`,
      required: required.includes(name),
      description: shape.description ?? '',
      allowed: allowed(shape, below),
      ...('default' in shape && { default: shape.default }),
    }
    const inner = [shape, ...(shape.anyOf ?? [])].find(each => each.properties)
    return [field, ...(inner ? fieldsOf(inner, { schema: below, prefix: `${field.field}.` }) : [])]
  })
}

function allowed(shape: Shape, schema: unknown): string {
  if (shape.anyOf) return shape.anyOf.map(each => allowed(each, schema)).join(', or ')
  if (shape.enum) return shape.enum.map(value => JSON.stringify(value)).join(', ')
  if (shape.const !== undefined) return JSON.stringify(shape.const)
  if (typeof shape.type === 'object') return shape.type.map(type => allowed({ ...shape, type }, schema)).join(', or ')
  switch (shape.type) {
    case 'null':
      return 'null'
    case 'boolean':
      return 'true, false'
    case 'integer':
      return `a whole number${between(shape.minimum, shape.maximum)}`
    case 'number':
      return `a number${between(shape.minimum, shape.maximum)}`
    case 'array':
      return `a list of ${allowed(shape.items ?? {}, undefined)}`
    case 'object':
      return shape.properties ? `an object with ${Object.keys(shape.properties).join(', ')}` : 'an object'
    case 'string':
      return text(shape, schema)
    default:
      return 'anything'
  }
}

function text({ format, pattern, minLength, maxLength }: Shape, schema: unknown): string {
  if (format === 'date-time') return 'an instant in UTC, such as 2030-03-04T09:58:30Z'
  const own = saysItself(schema)
  if (own) return own
  const length = between(minLength, maxLength, ' characters')
  return `text${length && ` of${length}`}${pattern ? ` that matches ${pattern}` : ''}`
}

/** JSON Schema has no room for our own words about a pattern, so the schema is asked about a text that it refuses. */
function saysItself(schema: unknown): string | undefined {
  const checked = (schema as z.ZodType | undefined)?.safeParse?.('\u0000 nothing like it')
  const messages = checked?.error?.issues.map(({ message }) => message) ?? []
  return messages.find(message => !/^(Invalid|Too |Unrecognized)/.test(message))
}

function between(least: number | undefined, most: number | undefined, unit = ''): string {
  // Whole numbers without a limit carry that of JavaScript.
  const low = least === undefined || least === Number.MIN_SAFE_INTEGER ? undefined : least
  const high = most === undefined || most === Number.MAX_SAFE_INTEGER ? undefined : most
  if (low !== undefined && high !== undefined) return ` ${low} to ${high}${unit}`
  if (low !== undefined) return ` at least ${low}${unit}`
  return high === undefined ? '' : ` at most ${high}${unit}`
}

/** The schema of a field, below defaults and nullables. */
function member(schema: unknown, name: string): unknown {
  const { shape } = unwrapped(schema) as { shape?: Readonly<Record<string, unknown>> }
  return unwrapped(shape?.[name])
}

function unwrapped(schema: unknown): unknown {
  const wrapped = schema as { unwrap?: () => unknown } | undefined
  return typeof wrapped?.unwrap === 'function' ? unwrapped(wrapped.unwrap()) : (schema ?? {})
}

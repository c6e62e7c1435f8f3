// Idempotency tokens derived from run, step, operation and input, so that a repeated step repeats its token.
import { createHash } from 'node:crypto'
import { NormalizedSchema } from '@smithy/core/schema'
import { getSmithyContext } from '@smithy/core/transport'
import type { $SchemaRef, InitializeMiddleware } from '@smithy/types'

/** The step on whose behalf a call is made. */
export interface TokenScope {
  readonly run: { readonly id: string }
  readonly step: string
}

type Input = Readonly<Record<string, unknown>>
type Operation = readonly [9, string, name: string, unknown, input: $SchemaRef, output: $SchemaRef]

/** Fills the token member of an operation's input, unless the caller gave one. */
export function derivedTokens(scope: TokenScope): InitializeMiddleware<object, object> {
  return (next, context) => args => {
    const operation = operationOf(context)
    const unfilled = operation && unfilledToken(operation, args.input as Input)
    if (!unfilled) return next(args)
    return next({ ...args, input: { ...args.input, [unfilled]: tokenFor(scope, operation[2], args.input as Input) } })
  }
}

/**
 * The SDK fills an absent token with a random one: a retried step would then start a second restore.
 * @throws when that would happen.
 */
export const refuseRandomTokens: InitializeMiddleware<object, object> = (next, context) => args => {
  const operation = operationOf(context)
  const unfilled = operation && unfilledToken(operation, args.input as Input)
  if (unfilled)
    throw new Error(
      `${operation[2]} needs ${unfilled}: give clientFor the step on whose behalf it is called, or the token itself`,
    )
  return next(args)
}

/** A UUID in form, since Secrets Manager wants 32 to 64 characters and EC2 at most 64. */
export function tokenFor({ run, step }: TokenScope, operation: string, input: Input): string {
  const text = [run.id, step, operation, stable(input)].join('\0')
  const hex = createHash('sha256').update(text).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}

const tokenMembers = new WeakMap<Operation, string | null>()

function unfilledToken(operation: Operation, input: Input): string | undefined {
  let member = tokenMembers.get(operation)
  if (member === undefined) {
    const schema = NormalizedSchema.of(operation[4])
    const members = schema.isStructSchema() ? [...schema.structIterator()] : []
    member = members.find(([, each]) => each.isIdempotencyToken())?.[0] ?? null
    tokenMembers.set(operation, member)
  }
  return member !== null && input[member] === undefined ? member : undefined
}

function operationOf(context: object): Operation | undefined {
  return getSmithyContext(context as never).operationSchema as Operation | undefined
}

/** JSON with the keys in order; absent members do not count. */
function stable(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).filter(([, each]) => each !== undefined)
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, each]) => `${JSON.stringify(key)}:${stable(each)}`)
    .join(',')}}`
}

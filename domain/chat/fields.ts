// What may be said of a recovery, read from the schema that checks it, so that chat never promises another.
import * as z from 'zod'
import { requests } from '../requests/index.ts'
import type { Field } from './replies.ts'

/** Nobody says who asks: the record of the start does. */
const NOT_SAID = new Set(['requestedBy'])

export function fieldsOf(scenario: string): readonly Field[] {
  const shape = requests[scenario]?.recover.shape ?? {}
  return Object.entries(shape)
    .filter(([name]) => !NOT_SAID.has(name))
    .map(([name, schema]) => ({
      name,
      says: textOf(schema as z.ZodType),
      needed: !z.safeParse(schema as z.ZodType, undefined).success,
    }))
}

/** Its description; the words it takes, where it is one of several. */
function textOf(schema: z.ZodType): string {
  const { description = '' } = z.globalRegistry.get(schema) ?? {}
  const { enum: words } = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as { readonly enum?: unknown }
  const allowed = Array.isArray(words) ? words.join(' or ') : ''
  return [allowed, description].filter(part => part !== '').join(': ') || 'see the runbook'
}

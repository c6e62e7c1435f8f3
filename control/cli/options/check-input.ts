// Checks the given fields of a request, one by one: the others are proposed by the world that is not built yet.
import type * as z from 'zod'
import { allowedBy, quoted, valueAt } from '../../../domain/allowed-by.ts'
import { nearestName } from '../../../domain/nearest-name.ts'
import type { Mode } from '../../../domain/run.ts'
import type { Scenario } from '../../../workflows/language/nodes.ts'
import { UsageError } from '../usage-error.ts'

/** @throws UsageError for the first field that the request does not have, or whose value it does not allow. */
export function checkInput(input: Readonly<Record<string, unknown>>, scenario: Scenario, mode: Mode): void {
  const shape = (scenario.requests[mode] as { shape?: Readonly<Record<string, z.ZodType>> }).shape
  if (!shape) return
  const todo = `\`muster explain ${scenario.name} --mode ${mode}\` shows the whole request.`
  for (const [name, value] of Object.entries(input)) {
    const schema = shape[name]
    if (!schema) throw unknownField({ name, known: Object.keys(shape), what: `--input ${name}`, todo })
    const issue = schema.safeParse(value).error?.issues[0]
    if (issue) throw refusedValue({ name, value, issue, todo })
  }
}

interface Unknown {
  readonly name: string
  readonly known: readonly string[]
  readonly what: string
  readonly todo: string
}

function unknownField({ name, known, what, todo }: Unknown): UsageError {
  const meant = nearestName(name, known)
  return new UsageError({
    what,
    given: 'a field that the request does not have',
    allowed: known.join(', '),
    meant,
    todo,
  })
}

interface Refused {
  readonly name: string
  readonly value: unknown
  readonly issue: z.core.$ZodIssue
  readonly todo: string
}

function refusedValue({ name, value, issue, todo }: Refused): UsageError {
  const path = [name, ...issue.path.map(String)].join('.')
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.join(', ')
    return new UsageError({
      what: `--input ${path}`,
      given: `"${keys}", which it does not have`,
      allowed: 'its own fields',
      todo,
    })
  }
  return new UsageError({
    what: `--input ${path}`,
    given: quoted(valueAt(value, issue.path)),
    allowed: allowedBy(issue),
    todo,
  })
}

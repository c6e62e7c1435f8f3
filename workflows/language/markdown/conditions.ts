// Conditions and references of a runbook as people say them: `request.contain is "now"`.
import { written } from '../asl/arguments.ts'
import type { Comparison, Condition } from '../nodes.ts'
import { pathOf } from '../reference.ts'

export function conditionText(condition: Condition): string {
  const { subject, is, to } = written(condition) as Comparison
  const name = referenceText(subject)
  switch (is) {
    case 'equal':
      return `${name} is ${JSON.stringify(to)}`
    case 'not-equal':
      return `${name} is not ${JSON.stringify(to)}`
    case 'null':
      return `${name} is not given`
    case 'not-null':
      return `${name} is given`
  }
}

/** A reference with dots, a literal as JSON. */
export const referenceText = (value: unknown): string => pathOf(value)?.path.join('.') ?? JSON.stringify(value)

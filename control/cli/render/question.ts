// A question that a run asks, with the facts that its answer is recorded with.
import type { Question } from '../../../domain/run-view.ts'
import { hung } from './text.ts'

export const questionLines = ({ title, facts, expiresAt, approvalId, firstApprover }: Question): readonly string[] => [
  ...hung('', `${title} (question ${approvalId}, until ${expiresAt})`),
  ...Object.entries(facts).flatMap(([name, value]) => hung(`  ${name.padEnd(10)} `, inWords(value))),
  ...(firstApprover === null ? [] : hung('  ', `${firstApprover} has approved; a second person is needed`)),
]

function inWords(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(inWords).join('; ')
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  // Proofs and the like: a name, then what is said of it.
  const { name, ...others } = value as Readonly<Record<string, unknown>>
  const rest = Object.entries(others).map(([key, each]) => `${key} ${inWords(each)}`)
  return name === undefined ? rest.join(', ') : `${inWords(name)} (${rest.join(', ')})`
}

// Reads the description of the platform to deploy for, and says every fault of it at once.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type * as z from 'zod'
import { type Platform, platformSchema } from '../domain/platform.ts'

/** @throws when the file cannot be read, is not YAML, or does not describe a platform; the message lists all faults. */
export function readPlatform(file: string): Platform {
  const given: unknown = parse(readFileSync(file, 'utf8'))
  const checked = platformSchema.safeParse(given)
  if (checked.success) return checked.data
  const faults = checked.error.issues.map(issue => `  ${faultOf(issue, given)}`)
  throw new Error(`${file} does not describe a platform:\n${faults.join('\n')}`)
}

/** Names the field, what was given and what is allowed. */
function faultOf(issue: z.core.$ZodIssue, given: unknown): string {
  if (issue.code === 'unrecognized_keys') {
    return `${[...issue.path, issue.keys.join(', ')].join('.')}: not a field of a platform; remove it or correct its name`
  }
  const value = issue.path.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[String(key)] : undefined), given)
  const shown = value === undefined ? 'nothing' : JSON.stringify(value)
  return `${issue.path.join('.') || 'the file'}: given ${shown}, allowed is ${allowed(issue)}`
}

/** What the schema allows there, as words: our patterns carry their own description as the message. */
function allowed(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_format' && issue.format === 'regex') {
    return issue.message.startsWith('Invalid') ? `text like ${issue.pattern ?? 'its pattern'}` : issue.message
  }
  if (issue.code === 'invalid_type') return issue.expected
  if (issue.code === 'too_big') return `at most ${issue.maximum}`
  if (issue.code === 'too_small') return `at least ${issue.minimum}`
  return issue.message
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

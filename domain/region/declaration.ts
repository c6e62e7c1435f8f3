// How long it took to know that a region was lost, and to say so: none of it counts towards the RTO, and all of it is outage.
import * as z from 'zod'
import { readableDuration } from '../duration.ts'
import type { Section } from '../hand-over.ts'
import { type Instant, instant, toMillis } from '../instant.ts'

const seconds = z.number().nullable()

export const declarationSchema = z.strictObject({
  lostAt: instant.describe('When the outage began, as far as is known.'),
  alarmedAt: instant.nullable().describe('When the first alarm rang; null: none did.'),
  startedAt: instant.describe('When somebody had noticed, and the run started.'),
  askedAt: instant.nullable().describe('When a person was asked; null: the approval was waived.'),
  declaredAt: instant.describe('When the region was declared lost: the RTO is counted from here.'),
  /** The parts of the time before the declaration, one after the other, and their sum. */
  seconds: z.strictObject({
    untilAlarm: seconds.describe('From the outage to the first alarm; null: none rang.'),
    untilRun: z.number().describe('From the outage to the start of the run.'),
    untilAsked: seconds.describe('From the start of the run to the question.'),
    untilDecided: seconds.describe('From the question to its answer.'),
    untilDeclared: z.number().describe('From the outage to the declaration.'),
  }),
})

export type Declaration = z.infer<typeof declarationSchema>
type Times = Omit<Declaration, 'seconds'>

export function declarationOf(times: Times): Declaration {
  const { lostAt, alarmedAt, startedAt, askedAt, declaredAt } = times
  const between = (from: Instant, to: Instant) => Math.max(0, toMillis(to) - toMillis(from)) / 1000
  return {
    ...times,
    seconds: {
      untilAlarm: alarmedAt === null ? null : between(lostAt, alarmedAt),
      untilRun: between(lostAt, startedAt),
      untilAsked: askedAt === null ? null : between(startedAt, askedAt),
      untilDecided: askedAt === null ? null : between(askedAt, declaredAt),
      untilDeclared: between(lostAt, declaredAt),
    },
  }
}

/** What each part is called, and how long it took, in words. */
export function declarationLines({ seconds, alarmedAt, askedAt }: Declaration): readonly (readonly [string, string])[] {
  const { untilAlarm, untilRun, untilAsked, untilDecided, untilDeclared } = seconds
  const told = (value: number | null, none: string) => (value === null ? none : readableDuration(value))
  return [
    ['first alarm', told(untilAlarm, 'none rang') + (alarmedAt === null ? '' : ' after the outage began')],
    ['run started', `${readableDuration(untilRun)} after the outage began`],
    ['person asked', told(untilAsked, 'nobody: the approval was waived') + (askedAt === null ? '' : ' later')],
    ['declared lost', told(untilDecided, 'with the run') + (askedAt === null ? '' : ' later')],
    ['in all', `${readableDuration(untilDeclared)} from the outage to the declaration, from which the RTO is counted`],
  ]
}

export const declarationSection = (declared: Declaration): Section => ({
  title: 'Detection and decision',
  text: [
    `Lost at ${declared.lostAt}, declared lost at ${declared.declaredAt}.`,
    declarationLines(declared)
      .map(([name, value]) => `- ${name}: ${value}`)
      .join('\n'),
  ].join('\n\n'),
})

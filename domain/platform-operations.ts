// What a platform's description says of what goes on without anybody: drills on schedule, reactions to events.
import * as z from 'zod'
import { expressionFault } from './schedules/expression.ts'
import { isTimeZone } from './schedules/time-zone.ts'

const expression = z.string().superRefine((text, { addIssue }) => {
  const fault = expressionFault(text)
  if (fault !== undefined) addIssue({ code: 'custom', message: fault })
})

/** The part `drills` of a platform's description. */
export const drillsSchema = z.strictObject({
  /** Whose wall clock the schedules follow. */
  timeZone: z.string().refine(isTimeZone, 'the name of a time zone, such as Europe/Berlin').default('Etc/UTC'),
  /** Minutes over which Scheduler may spread a start; 0 for the minute itself. */
  flexibleMinutes: z.int().min(0).max(1440).default(0),
  /** By scenario; one that is not named is drilled as `standardExpression` says. */
  schedules: z
    .record(
      z.string(),
      z.strictObject({
        expression: expression.nullable().default(null),
        paused: z.boolean().default(false),
        /** Fields of the drill's request. */
        input: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .default({}),
})

export type Drills = z.infer<typeof drillsSchema>

/** One entry of `reactions` in a platform's description. */
export const reactionSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'a short name in lower case, such as errors-on-the-site'),
  on: z.union([
    z.strictObject({ alarm: z.string().min(1).max(255) }),
    /** A completed backup job of that type of resource. */
    z.strictObject({ backup: z.enum(['Aurora', 'EFS', 'EBS']) }),
  ]),
  does: z.enum(['start-drill', 'propose-recovery']),
  scenario: z.string().min(1),
  /** Minutes after one run in which the same alarm or type of backup starts no other: alarms flap. */
  quietMinutes: z.int().min(5).max(525_600).default(60),
  /** Fields of the request, beside the time of the incident, which the alarm gives. */
  input: z.record(z.string(), z.unknown()).default({}),
})

export type Reaction = z.infer<typeof reactionSchema>

export const reactionsSchema = z.array(reactionSchema).default([])

// The events that Muster emits and those that it heeds, as schemas: who emits checks by them, who subscribes can too.
import * as z from 'zod'
import { instant } from './instant.ts'
import { endings, modes } from './run.ts'

export const EVENT_SOURCE = 'muster'

const aboutRun = {
  /** Grows when a field changes its meaning or goes; new fields may come without that. */
  version: z.literal(1),
  platform: z.string().describe('`<project>-<environment>`.'),
  run: z.string().describe("The run's id, which is the execution's name."),
  scenario: z.string(),
  mode: z.enum(modes),
  executionArn: z.string(),
}

const leftover = z.strictObject({ step: z.string(), undo: z.string(), error: z.string(), cause: z.string() })

/** By detail-type. On the default bus, source `muster`. They tell; nobody's safety may hang on their arrival. */
export const emitted = {
  'Run Started': z.strictObject({
    ...aboutRun,
    requestedBy: z.string().nullable().describe('Null: nobody known. Such a run needs two approvers.'),
    startedAt: instant,
  }),
  'Decision Needed': z.strictObject({
    ...aboutRun,
    approvalId: z.string().describe('Opaque: what an answer names.'),
    title: z.string(),
    expiresAt: instant.describe('When silence becomes the answer.'),
  }),
  'Commit Window Opened': z.strictObject({
    ...aboutRun,
    openedAt: instant,
    until: instant.describe('When it is committed without a word, if the site is well.'),
  }),
  'Step Failed': z.strictObject({
    ...aboutRun,
    step: z.string(),
    title: z.string().describe("The step's title in the runbook."),
    error: z.string(),
    cause: z.string(),
    at: instant,
  }),
  'Run Ended': z.strictObject({
    ...aboutRun,
    ending: z.enum(endings),
    cause: z.string().describe('Empty when all went well.'),
    leftovers: z.array(leftover).describe('What could not be undone.'),
    report: z.string().describe('Where the report lies: `s3://…`.'),
    endedAt: instant,
  }),
} as const

export type EventType = keyof typeof emitted
export type EventDetail<T extends EventType> = z.infer<(typeof emitted)[T]>

const envelope = {
  id: z.string().describe('The same for every delivery of one event.'),
  time: instant,
  region: z.string(),
  account: z.string(),
  resources: z.array(z.string()),
}

/** The state of an alarm; EventBridge writes its time with an offset: `2030-03-04T10:00:00.000+0000`. */
const alarmState = z.looseObject({ value: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']), timestamp: z.string() })

/**
 * Where AWS Backup says how a job stands: in `state` of backup and copy jobs, in `status` of restore jobs, but in `state`
 * of the first event of these (aws-behaviour 1.2.14). Either is taken wherever it stands.
 */
const standing = { state: z.string().optional(), status: z.string().optional() }

const withDetail = <S extends string, T extends string, D extends z.ZodType>(source: S, type: T, detail: D) =>
  z.looseObject({ ...envelope, source: z.literal(source), 'detail-type': z.literal(type), detail })

/** By detail-type, loosely: AWS adds fields as it likes. */
export const heeded = {
  'CloudWatch Alarm State Change': withDetail(
    'aws.cloudwatch',
    'CloudWatch Alarm State Change',
    z.looseObject({ alarmName: z.string(), state: alarmState, previousState: alarmState.optional() }),
  ),
  'Backup Job State Change': withDetail(
    'aws.backup',
    'Backup Job State Change',
    z.looseObject({ ...standing, backupJobId: z.string(), resourceArn: z.string(), resourceType: z.string() }),
  ),
  'Copy Job State Change': withDetail(
    'aws.backup',
    'Copy Job State Change',
    z.looseObject({ ...standing, copyJobId: z.string(), resourceArn: z.string(), resourceType: z.string() }),
  ),
  'Restore Job State Change': withDetail(
    'aws.backup',
    'Restore Job State Change',
    z.looseObject({ ...standing, restoreJobId: z.string(), resourceType: z.string() }),
  ),
} as const

export const heededEvent = z.discriminatedUnion('detail-type', [
  heeded['CloudWatch Alarm State Change'],
  heeded['Backup Job State Change'],
  heeded['Copy Job State Change'],
  heeded['Restore Job State Change'],
])

export type HeededEvent = z.infer<typeof heededEvent>

/** How the job of an AWS Backup event stands, wherever AWS says it. Undefined when it says nothing. */
export const standingOf = ({ state, status }: { readonly state?: unknown; readonly status?: unknown }) =>
  typeof status === 'string' ? status : typeof state === 'string' ? state : undefined

/** A time of CloudWatch's events, in milliseconds: its offset has no colon, which not every reader takes. */
export const alarmTime = (timestamp: string): number => Date.parse(timestamp.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))

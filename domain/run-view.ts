// Runs as the API shows them: to the command line, to chat, to whoever looks on.
import * as z from 'zod'
import { instant } from './instant.ts'
import { endings, modes } from './run.ts'

const status = z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'])

export const runLine = z.object({
  id: z.string(),
  scenario: z.string(),
  mode: z.enum(modes),
  status,
  startedAt: instant,
  endedAt: instant.nullable(),
  /** Null while it runs, and of an execution that came to no ending of its own. */
  ending: z.enum(endings).nullable(),
})

export type RunLine = z.infer<typeof runLine>

/** A state of the machine, over all the times that it was entered. */
const stateSpan = z.object({
  name: z.string(),
  enteredAt: instant,
  /** Of the last time; null while it is in it. */
  exitedAt: instant.nullable(),
  times: z.int(),
  /** The error of the last attempt, when that failed. */
  failed: z.string().nullable(),
})

export type StateSpan = z.infer<typeof stateSpan>

const decisionOf = z.object({
  verdict: z.enum(['approve', 'reject']),
  by: z.array(z.string()),
  reason: z.string(),
  at: instant,
})

export const question = z.object({
  approvalId: z.string(),
  step: z.string(),
  title: z.string(),
  facts: z.record(z.string(), z.unknown()),
  askedAt: instant,
  expiresAt: instant,
  /** One of two approvers is still needed. */
  firstApprover: z.string().nullable(),
  decision: decisionOf.nullable(),
})

export type Question = z.infer<typeof question>

const voice = { by: z.string(), reason: z.string(), at: instant }

export const runView = runLine.extend({
  executionArn: z.string(),
  /** Null when nobody is on record: two must approve. */
  requestedBy: z.string().nullable(),
  reason: z.string().nullable(),
  /** The request as the execution was given it. */
  input: z.unknown(),
  cause: z.string(),
  /** In the order in which they were first entered. */
  states: z.array(stateSpan),
  questions: z.array(question),
  operator: z.object({ action: z.enum(['abort', 'pause', 'resume', 'yield']), ...voice }).nullable(),
  window: z
    .strictObject({
      openedAt: instant,
      turn: z.object({ verdict: z.enum(['commit', 'rollback']), ...voice }).nullable(),
    })
    .nullable(),
  /** The run's own record, once it has ended (`RunRecord`). */
  record: z.unknown(),
  /** When this was looked at, in the region of the run. */
  seenAt: instant,
})

export type RunView = z.infer<typeof runView>

/** Questions that can be answered at that time. */
export const openQuestions = ({ questions, status, seenAt }: Pick<RunView, 'questions' | 'status' | 'seenAt'>) =>
  questions.filter(each => status === 'RUNNING' && each.decision === null && each.expiresAt > seenAt)

// What people may say to a run, and what they are answered.
import * as z from 'zod'
import { reasonText } from './plain-text.ts'
import { who } from './who.ts'

export const actions = ['approve', 'reject', 'commit', 'rollback', 'pause', 'resume', 'abort'] as const
export type Action = (typeof actions)[number]

export const isAnswer = (action: Action): action is 'approve' | 'reject' => action === 'approve' || action === 'reject'

/** Names of executions: letters, digits, hyphens and underscores are all that Muster's own consist of. */
export const runId = z.string().regex(/^[\w-]{1,80}$/, 'the name of a run')

export const approvalId = z.string().regex(/^[\w-]{8,64}$/, 'the id of a question')

/** What is said, by whomever. */
export const word = z
  .strictObject({
    action: z.enum(actions),
    /** The question that is answered; null for what answers none. */
    approvalId: approvalId.nullable().default(null),
    reason: reasonText,
  })
  .refine(({ action, approvalId }) => isAnswer(action) === (approvalId !== null), {
    path: ['approvalId'],
    error: 'approve and reject name the question they answer, and nothing else does',
  })

export type Word = z.infer<typeof word>

/** What `decide` takes. */
export const decisionRequest = z.strictObject({ runId, by: who, word })
export type DecisionRequest = z.infer<typeof decisionRequest>

export const outcomes = [
  'recorded',
  'needs-another-approver',
  'already-decided',
  'expired',
  'not-yours',
  'not-open',
  'over',
  'unknown',
] as const

export const answered = z.strictObject({
  outcome: z.enum(outcomes),
  message: z.string().describe('What happened, for the person who said it.'),
})

export type Answered = z.infer<typeof answered>

/** It counted, now or when it was said before. */
export const counted = ({ outcome }: Pick<Answered, 'outcome'>): boolean =>
  outcome === 'recorded' || outcome === 'needs-another-approver'

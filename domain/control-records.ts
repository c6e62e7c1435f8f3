// What lies in the control bucket, and under which keys.
import type { Instant } from './instant.ts'
import type { Mode, RunRef } from './run.ts'

export const keys = {
  lock: (platform: string) => `locks/${platform}.json`,
  run: (runId: string) => `runs/${runId}/`,
  intent: (runId: string, step: string) => `runs/${runId}/journal/${step}.intent.json`,
  result: (runId: string, step: string) => `runs/${runId}/journal/${step}.result.json`,
  journal: (runId: string) => `runs/${runId}/journal/`,
  operator: (runId: string) => `runs/${runId}/operator.json`,
  /** By step: the branches of a parallel passage sleep side by side, each on its own token. */
  paused: (runId: string, step: string) => `runs/${runId}/paused/${step}.json`,
  sleepers: (runId: string) => `runs/${runId}/paused/`,
  decision: (runId: string, approvalId: string) => `runs/${runId}/decisions/${approvalId}.json`,
  /** What a person decided in the commit window. */
  turn: (runId: string) => `runs/${runId}/turn.json`,
  /** When the commit window opened, and how the polls went. */
  commitWindow: (runId: string) => `runs/${runId}/commit-window.json`,
  record: (runId: string) => `runs/${runId}/record.json`,
  /** Pending approvals, by an id that cannot be guessed. */
  approval: (opaqueId: string) => `approvals/${opaqueId}.json`,
  /** Which approval a step waits for. */
  asked: (runId: string, step: string) => `runs/${runId}/asked/${step}.json`,
  questions: (runId: string) => `runs/${runId}/asked/`,
  /** Everything that people said to a run, in order of time: the other keys hold what counts now. */
  said: (runId: string, at: Instant, opaqueId: string) => `runs/${runId}/said/${at}-${opaqueId}.json`,
  /** Who asked for the run; `start-run` alone writes it. */
  start: (runId: string) => `starts/${runId}.json`,
  /** The name of the run that an attempt to start one has led to. */
  attempt: (attemptId: string) => `attempts/${attemptId}.json`,
  /** A call of the API that was to change something, and what was answered; the day is `2030-03-04`. */
  call: (day: string, requestId: string) => `calls/${day}/${requestId}.json`,
} as const

/** What people are shown of runs, through the API and in chat. Task tokens lie elsewhere. */
export const shownOfRuns: readonly string[] = [
  keys.start('*'),
  keys.asked('*', '*'),
  keys.decision('*', '*'),
  keys.operator('*'),
  keys.commitWindow('*'),
  keys.turn('*'),
  keys.record('*'),
]

/** Where a run's report lies in the evidence bucket. */
export const reportKeys = (runId: string) =>
  ({ json: `runs/${runId}/report.json`, markdown: `runs/${runId}/report.md` }) as const

/** What the operator wants of a run; the last word counts. */
export interface OperatorSaid {
  readonly action: 'abort' | 'pause' | 'resume' | 'yield'
  readonly by: string
  readonly reason: string
  readonly at: Instant
}

/** A journal entry: an intent has `input`, a result has `result`. */
export interface Recorded {
  readonly step: string
  readonly verb: string
  readonly at: Instant
  readonly run: RunRef
  readonly input?: unknown
  readonly result?: unknown
}

export interface Lock {
  readonly platform: string
  readonly owner: Pick<RunRef, 'id' | 'scenario' | 'executionArn'> & { readonly mode: Mode }
  readonly takenAt: Instant
  /** Grows by one each time the lock changes hands. */
  readonly fence: number
}

/** A question waiting for a person. The token stays on the server side. */
export interface Approval {
  readonly id: string
  readonly run: RunRef
  readonly step: string
  readonly title: string
  readonly facts: Readonly<Record<string, unknown>>
  readonly requestedBy: string | null
  /** The platform lets people approve what they asked for themselves (break-glass). */
  readonly requesterMayApprove: boolean
  readonly askedAt: Instant
  readonly expiresAt: Instant
  readonly token: string
}

/** A question as everybody may see it: all of the approval but its token. */
export type Asked = Omit<Approval, 'id' | 'run' | 'token'> & {
  readonly approvalId: string
  /** The first of two approvers, when two are needed. */
  readonly firstApprover?: string
}

/** A word of a person, whatever came of it. */
export interface Said {
  readonly action: string
  readonly approvalId: string | null
  readonly by: string
  readonly reason: string
  readonly at: Instant
  readonly outcome: string
}

export interface Decision {
  readonly approvalId: string
  readonly verdict: 'approve' | 'reject'
  /** One approver, or two when the requester is not known. */
  readonly by: readonly string[]
  readonly reason: string
  readonly at: Instant
}

/** Where a step of a paused run sleeps. */
export interface Paused {
  readonly step: string
  readonly title: string
  readonly token: string
  readonly at: Instant
}

/** What a person decided before the commit window closed by itself. */
export interface Turn {
  readonly verdict: 'commit' | 'rollback'
  readonly by: string
  readonly reason: string
  readonly at: Instant
}

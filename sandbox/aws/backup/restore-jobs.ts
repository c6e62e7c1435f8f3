// Restore jobs at work: PENDING, then RUNNING while the service makes the resource in the role's name, then an end.

import { tellOfRestore } from './job-events.ts'
import { isCold } from './recovery-point-members.ts'
import { misfortunes, type Work } from './restorer.ts'
import type { RestoreJob, State } from './state.ts'

/** What is in cold storage is brought back first, which takes about four hours (aws-behaviour 1.2.3). */
const warming = 4 * 3600

export function runRestore(state: State, job: RestoreJob, { target, begin }: Work): void {
  const { lifecycle, clock } = state.surroundings
  const run = () => {
    job.status = 'RUNNING'
    tellOfRestore(state, job)
    begin(job)
  }
  const outcomes = {
    done: () => {
      if (!isCold(state, job.point)) return run()
      job.status = 'RUNNING'
      clock.after(warming * 1000, run)
    },
    ...misfortunes(state, job),
  }
  lifecycle.schedule('backup.restore.pending', target, outcomes)
}

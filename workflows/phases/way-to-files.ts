// The way to the live files, tried before anything is restored: mounted as root, with listings accepted.

import { minutes, seconds } from '../../domain/duration.ts'
import type { FileVolume } from '../../domain/files/volume.ts'
import { changeFiles } from '../../lambdas/change-files/contract.ts'
import { checkFileJob } from '../../lambdas/check-file-job/contract.ts'
import { clearFileJobs } from '../../lambdas/clear-file-jobs/contract.ts'
import { mountFiles } from '../../lambdas/mount-files/contract.ts'
import { settleFileJob } from '../../lambdas/settle-file-job/contract.ts'
import type { Bare, Passage } from '../language/scenario.ts'
import { beside, clearedBeside, task } from './file-jobs.ts'

interface Known extends Bare {
  readonly volume: FileVolume
}

/**
 * A squashed root, an image that cannot be pulled, a role that may not write: what no look at settings shows. The mount
 * comes first, because its undo must come last: what is left behind is removed through it.
 */
export const tryTheWay = (passage: Passage<Known>) =>
  passage
    .step('mounted', 'Mount the live file system for the Jobs', mountFiles, $ => ({
      ...beside($),
      what: 'live' as const,
      fileSystem: $.platform.files.fileSystemId,
      accessPoint: null,
      address: null,
      options: $.volume.options,
    }))
    .undo('Remove the Jobs and their mounts', clearFileJobs, beside, clearedBeside)
    .step('probing', 'Try to work on it as root', changeFiles, $ => ({
      ...beside($),
      copy: $.platform.files.copy,
      mode: 'probe' as const,
      task: { ...task, what: 'probe', work: { files: 0, bytes: 0 } },
    }))
    .undo('Let the trial end', settleFileJob, $ => ({ ...beside($), what: 'probe' }), { within: minutes(35) })
    .waitUntil('tried', 'Jobs can work on it', checkFileJob, $ => ({ ...beside($), what: $.probing.what }), {
      expected: seconds(12),
      within: minutes(40),
    })

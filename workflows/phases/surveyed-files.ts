// A drill's proof of files: a Job in the isolated namespace reads every file of what was restored, and nothing else.
import type { FileSystemDescription } from '../../domain/files/description.ts'
import type { FileVolume } from '../../domain/files/volume.ts'
import { checkFileJob } from '../../lambdas/check-file-job/contract.ts'
import type { checkFilesRestore } from '../../lambdas/check-files-restore/contract.ts'
import { clearFileJobs } from '../../lambdas/clear-file-jobs/contract.ts'
import type { Gives } from '../../lambdas/contract.ts'
import type { createMountTargets } from '../../lambdas/create-mount-targets/contract.ts'
import { mountFiles } from '../../lambdas/mount-files/contract.ts'
import { startFileJob } from '../../lambdas/start-file-job/contract.ts'
import type { Bare, Passage } from '../language/scenario.ts'
import { apart, BYTES_JOB, clearedApart, task } from './file-jobs.ts'
import { compareSettings, untilMountable } from './restored-file-system.ts'

interface Restored extends Bare {
  readonly source: FileSystemDescription
  readonly volume: FileVolume
  readonly made: Gives<typeof checkFilesRestore>
  readonly restored: { readonly id: string }
  readonly opened: Gives<typeof createMountTargets>
  readonly configured: { readonly reader: string | null }
}

export const surveyRestored = (passage: Passage<Restored>) =>
  passage
    .step('mounted', 'Mount what was restored, to read it', mountFiles, $ => ({
      ...apart($),
      what: 'restored' as const,
      fileSystem: $.restored.id,
      accessPoint: $.configured.reader,
      address: $.opened.address,
      options: $.volume.options,
    }))
    .undo('Remove the Job and its mount', clearFileJobs, apart, clearedApart)
    .include(untilMountable)
    .step('surveying', 'Read every restored file', startFileJob, $ => ({
      ...apart($),
      copy: $.platform.files.copy,
      mode: 'survey' as const,
      task: {
        ...task,
        what: 'survey',
        live: 'restored' as const,
        restored: 'restored' as const,
        restoredBetween: $.made.between,
        // How many files they are, nobody has counted.
        work: { files: 0, bytes: $.source.sizeBytes },
      },
    }))
    .include(compareSettings)
    .waitUntil(
      'proof',
      'Every restored file could be read',
      checkFileJob,
      $ => ({ ...apart($), what: $.surveying.what }),
      { ...BYTES_JOB, estimate: $ => $.surveying.expected },
    )

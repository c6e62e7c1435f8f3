// Deleted files brought back one by one: restored beside the live tree, listed, copied back where nothing stands, proved.

import { minutes } from '../../domain/duration.ts'
import type { FileSystemDescription } from '../../domain/files/description.ts'
import type { FileVolume } from '../../domain/files/volume.ts'
import { changeFiles } from '../../lambdas/change-files/contract.ts'
import { checkFileJob } from '../../lambdas/check-file-job/contract.ts'
import { checkFilesRestore } from '../../lambdas/check-files-restore/contract.ts'
import { clearFileJobs } from '../../lambdas/clear-file-jobs/contract.ts'
import type { Gives } from '../../lambdas/contract.ts'
import { forgetWayBack } from '../../lambdas/forget-way-back/contract.ts'
import { keepWayBack } from '../../lambdas/keep-way-back/contract.ts'
import { reportFiles } from '../../lambdas/report-files/contract.ts'
import { restoreItems } from '../../lambdas/restore-items/contract.ts'
import { startFileJob } from '../../lambdas/start-file-job/contract.ts'
import { sweepRestoredItems } from '../../lambdas/sweep-restored-items/contract.ts'
import { undoFileCopy } from '../../lambdas/undo-file-copy/contract.ts'
import { verifyAttachment } from '../../lambdas/verify-attachment/contract.ts'
import type { Bare, Passage } from '../language/scenario.ts'
import { BYTES_JOB, beside, JOB, task } from './file-jobs.ts'

interface Chosen extends Bare {
  readonly request: { readonly paths: string[] | null }
  readonly source: FileSystemDescription
  readonly volume: FileVolume
  readonly point: { readonly arn: string; readonly expected: number }
}

export const restoreBesideLive = (passage: Passage<Chosen>) =>
  passage
    .step('job', 'Start the restore beside the live files', restoreItems, $ => ({
      source: $.source,
      vault: $.platform.files.vault,
      role: $.platform.files.restoreRole,
      point: $.point.arn,
      paths: $.request.paths,
    }))
    .undo(
      'Remove what the restore left on the live file system',
      sweepRestoredItems,
      $ => ({ ...beside($), copy: $.platform.files.copy }),
      // A restore from cold storage takes hours, and cannot be cancelled.
      { within: minutes(300) },
    )
    .waitUntil('made', 'The restore is completed', checkFilesRestore, $ => ({ job: $.job.job }), {
      expected: minutes(5),
      estimate: $ => $.point.expected,
      within: minutes(300),
      every: 15,
    })

interface Restored extends Chosen {
  readonly made: Gives<typeof checkFilesRestore>
}

export const listMissing = (passage: Passage<Restored>) =>
  passage
    .step('listing', 'Compare what was restored with the live files', startFileJob, $ => ({
      ...beside($),
      copy: $.platform.files.copy,
      mode: 'list' as const,
      task: { ...task, what: 'list', restoredBetween: $.made.between, items: $.request.paths },
    }))
    .waitUntil('listed', 'What is missing is listed', checkFileJob, $ => ({ ...beside($), what: $.listing.what }), JOB)

interface Listed extends Chosen {
  readonly listed: Gives<typeof checkFileJob>
}

export const copyBack = (passage: Passage<Listed>) =>
  passage
    .step('copying', 'Copy back what is missing', changeFiles, $ => ({
      ...beside($),
      copy: $.platform.files.copy,
      mode: 'copy' as const,
      task: {
        ...task,
        what: 'copy',
        directory: $.listed.directory,
        items: $.request.paths,
        approved: $.listed.missing,
        work: $.listed.work,
      },
    }))
    .undo(
      'Take back what was copied and is still so',
      undoFileCopy,
      $ => ({
        ...beside($),
        copy: $.platform.files.copy,
        directory: $.listed.directory,
        items: $.request.paths,
      }),
      { within: minutes(60) },
    )
    .waitUntil('done', 'What was missing is copied', checkFileJob, $ => ({ ...beside($), what: $.copying.what }), {
      ...BYTES_JOB,
      estimate: $ => $.copying.expected,
    })
    .step('verifying', 'Read every copied file on both sides', startFileJob, $ => ({
      ...beside($),
      copy: $.platform.files.copy,
      mode: 'verify' as const,
      task: {
        ...task,
        what: 'verify',
        directory: $.listed.directory,
        items: $.request.paths,
        work: $.listed.work,
      },
    }))
    .waitUntil(
      'proof',
      'Every copied file is what was restored',
      checkFileJob,
      $ => ({ ...beside($), what: $.verifying.what }),
      { ...BYTES_JOB, estimate: $ => $.verifying.expected },
    )
    .step('wayBack', 'Note what is kept for going back', keepWayBack, $ => ({
      fileSystem: $.source.id,
      namespace: $.platform.kubernetes.namespace,
      directory: $.listed.directory,
      days: $.platform.muster.retainDays,
    }))

interface Copied extends Listed {
  readonly done: Gives<typeof checkFileJob>
  readonly proof: Gives<typeof checkFileJob>
  readonly wayBack: Gives<typeof keepWayBack>
}

/** The report comes first: by it the record shows that people had their files again. */
export const serveCopied = (passage: Passage<Copied>) =>
  passage.step('written', 'Write what came back', reportFiles, $ => ({
    bucket: $.platform.muster.evidenceBucket,
    fileSystem: $.source.id,
    days: $.platform.muster.retainDays,
    listings: $.listed.listings,
    listed: $.listed.counts,
    done: $.done.counts,
    swap: null,
  }))

export const fetchCopied = (passage: Passage<Copied>) =>
  passage.step('attachment', 'Fetch a restored attachment', verifyAttachment, $ => ({
    url: $.platform.application.url,
    content: $.platform.files.path,
    listings: $.proof.listings,
    listing: 'verify/verified' as const,
    parts: $.proof.parts,
  }))

/** Listings and report stay; what was restored beside the live files goes, as nobody would ever look there again. */
export const tidyItems = (passage: Passage<Copied>) =>
  passage
    .step('discarding', 'Remove the restore directory', changeFiles, $ => ({
      ...beside($),
      copy: $.platform.files.copy,
      mode: 'discard' as const,
      task: { ...task, what: 'discard', directory: $.listed.directory, work: $.listed.work },
    }))
    .waitUntil(
      'discarded',
      'The restore directory is gone',
      checkFileJob,
      $ => ({ ...beside($), what: $.discarding.what }),
      { ...JOB, countsTowardsRto: false },
    )
    .step('tidied', 'Remove the Jobs that copied', clearFileJobs, beside)
    .step('forgotten', 'Note that nothing is kept for going back', forgetWayBack, $ => ({ ids: $.wayBack.ids }))

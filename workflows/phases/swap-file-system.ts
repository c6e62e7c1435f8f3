// Moving WordPress to a file system restored whole: list, stop, carry people's work on, swap the volume, serve.

import { minutes, seconds } from '../../domain/duration.ts'
import type { FileSystemDescription } from '../../domain/files/description.ts'
import type { FileVolume } from '../../domain/files/volume.ts'
import type { Workload } from '../../domain/workload.ts'
import { bindFilesClaim } from '../../lambdas/bind-files-claim/contract.ts'
import { checkFileJob } from '../../lambdas/check-file-job/contract.ts'
import { checkFilesClaim } from '../../lambdas/check-files-claim/contract.ts'
import type { checkFilesRestore } from '../../lambdas/check-files-restore/contract.ts'
import { clearFileJobs } from '../../lambdas/clear-file-jobs/contract.ts'
import type { compareFileSystems } from '../../lambdas/compare-file-systems/contract.ts'
import type { Gives } from '../../lambdas/contract.ts'
import { createFileVolume } from '../../lambdas/create-file-volume/contract.ts'
import type { createMountTargets } from '../../lambdas/create-mount-targets/contract.ts'
import { mountFiles } from '../../lambdas/mount-files/contract.ts'
import { readWorkload } from '../../lambdas/read-workload/contract.ts'
import { releaseFilesClaim } from '../../lambdas/release-files-claim/contract.ts'
import { removeFileVolume } from '../../lambdas/remove-file-volume/contract.ts'
import { reportFiles } from '../../lambdas/report-files/contract.ts'
import { retainFileSystem } from '../../lambdas/retain-file-system/contract.ts'
import { startFileJob } from '../../lambdas/start-file-job/contract.ts'
import { verifyAttachment } from '../../lambdas/verify-attachment/contract.ts'
import { type Bare, equal, type Passage, until } from '../language/scenario.ts'
import { beside, clearedBeside, JOB, task } from './file-jobs.ts'
import { compareSettings, configure, restoreFresh, untilMountable } from './restored-file-system.ts'
import { podsGone, startWordpress, stopWordpress } from './wordpress.ts'

interface Chosen extends Bare {
  readonly request: { readonly adopt: string | null; readonly paths: string[] | null }
  readonly source: FileSystemDescription
  readonly volume: FileVolume
  readonly point: { readonly arn: string; readonly moment: string; readonly expected: number }
}

export const restoreNewFileSystem = (passage: Passage<Chosen>) =>
  passage.together('restoring', 'Restore it, and remember how WordPress runs', {
    files: restoreFresh,
    wordpress: p =>
      p.step('workload', 'Remember how WordPress runs', readWorkload, $ => ({
        kubernetes: $.platform.kubernetes,
        secret: $.platform.database.secret,
      })),
  })

interface Restored extends Chosen {
  readonly workload: Workload
  readonly made: Gives<typeof checkFilesRestore>
  readonly restored: { readonly id: string; readonly anew: boolean }
  readonly opened: Gives<typeof createMountTargets>
}

const mountNew = (passage: Passage<Restored>) =>
  passage
    .step('mountedNew', 'Mount the restored file system', mountFiles, $ => ({
      ...beside($),
      what: 'restored' as const,
      fileSystem: $.restored.id,
      accessPoint: null,
      address: $.opened.address,
      options: $.volume.options,
    }))
    .undo('Remove the Jobs and the mounts of both', clearFileJobs, beside, clearedBeside)

/** A volume that no claim names is nothing to anybody yet. */
const describeVolume = (passage: Passage<Restored & { readonly parity: Gives<typeof compareFileSystems> }>) =>
  passage
    .step('described', 'Describe the new volume', createFileVolume, $ => ({
      ...beside($),
      like: $.volume,
      fileSystem: $.restored.id,
      counterparts: $.parity.counterparts,
    }))
    .undo('Forget the new volume', removeFileVolume, beside)

export const compareTrees = (passage: Passage<Restored>) =>
  passage
    .together('ready', 'Make it ready to be mounted', { zones: untilMountable, mount: mountNew, settings: configure })
    .together('comparing', 'Compare its files and its settings', {
      files: listTrees,
      settings: p => p.include(compareSettings).include(describeVolume),
    })

const listTrees = (passage: Passage<Restored>) =>
  passage
    .choose(
      'Was it restored anew?',
      $ => equal($.restored.anew, true),
      p =>
        p
          .step('moving', 'Move its files to its root', startFileJob, $ => ({
            ...beside($),
            copy: $.platform.files.copy,
            mode: 'move' as const,
            task: {
              ...task,
              what: 'move',
              live: 'restored' as const,
              restored: 'restored' as const,
              restoredBetween: $.made.between,
            },
          }))
          .waitUntil(
            'moved',
            'Its files are at its root',
            checkFileJob,
            $ => ({ ...beside($), what: $.moving.what }),
            JOB,
          ),
    )
    .step('listing', 'Compare it with the live files', startFileJob, $ => ({
      ...beside($),
      copy: $.platform.files.copy,
      mode: 'list' as const,
      task: { ...task, what: 'list', restored: 'restored' as const },
    }))
    .waitUntil('listed', 'What comes back is listed', checkFileJob, $ => ({ ...beside($), what: $.listing.what }), JOB)

interface Listed extends Restored {
  readonly described: Gives<typeof createFileVolume>
  readonly listed: Gives<typeof checkFileJob>
}

/** Nothing serves meanwhile: until WordPress starts again, neither is more than the other. */
export const swapFileSystem = (passage: Passage<Listed>) =>
  passage
    .include(stopWordpress('the old volume'))
    .include(podsGone)
    .together('swapping', 'Carry on what people made, and swap the claim', { files: carryOn, claim: swapClaim })

const carryOn = (passage: Passage<Listed>) =>
  passage
    .step('forwarding', 'Carry on what people made since', startFileJob, $ => ({
      ...beside($),
      copy: $.platform.files.copy,
      mode: 'forward' as const,
      task: { ...task, what: 'forward', live: 'restored' as const },
    }))
    .waitUntil(
      'done',
      'What people made since is carried on',
      checkFileJob,
      $ => ({ ...beside($), what: $.forwarding.what }),
      JOB,
    )
    // Going back needs none of them, and a run that is held must not leave them behind.
    .step('cleared', 'Remove the Jobs that compared', clearFileJobs, beside)

const swapClaim = (passage: Passage<Listed>) =>
  passage
    .step('freed', 'Release the claim from the old volume', releaseFilesClaim, $ => ({
      ...beside($),
      claim: $.volume.claim,
      from: 'the old volume' as const,
      old: $.volume.volume,
    }))
    .undo(
      'Bind the claim to the old volume again',
      bindFilesClaim,
      $ => ({ ...beside($), like: $.volume, to: 'the old volume' as const }),
      {
        until: until(
          checkFilesClaim,
          $ => ({
            ...beside($),
            claim: $.volume.claim,
            wanted: 'bound to the old volume' as const,
            old: $.volume.volume,
          }),
          { expected: seconds(10), within: minutes(10) },
        ),
      },
    )
    .waitUntil(
      'claimGone',
      'The claim is gone',
      checkFilesClaim,
      $ => ({ ...beside($), claim: $.volume.claim, wanted: 'gone' as const, old: $.volume.volume }),
      // Nothing uses it any more.
      { expected: seconds(1), within: minutes(10) },
    )
    .step('claimed', 'Bind the claim to the new volume', bindFilesClaim, $ => ({
      ...beside($),
      like: $.volume,
      to: 'the new volume' as const,
    }))
    .undo(
      'Release the claim from the new volume',
      releaseFilesClaim,
      $ => ({ ...beside($), claim: $.volume.claim, from: 'the new volume' as const, old: $.volume.volume }),
      {
        until: until(
          checkFilesClaim,
          $ => ({
            ...beside($),
            claim: $.volume.claim,
            wanted: 'not bound to the new volume' as const,
            old: $.volume.volume,
          }),
          { expected: seconds(5), within: minutes(10) },
        ),
      },
    )
    .waitUntil(
      'bound',
      'The claim is bound to the new volume',
      checkFilesClaim,
      $ => ({ ...beside($), claim: $.volume.claim, wanted: 'bound to the new volume' as const, old: $.volume.volume }),
      { expected: seconds(3), within: minutes(10) },
    )

interface Swapped extends Listed {
  readonly done: Gives<typeof checkFileJob>
}

export const serveFromNewVolume = (passage: Passage<Swapped>) => passage.include(startWordpress('the new volume'))

export const fetchListed = (passage: Passage<Swapped>) =>
  passage.step('attachment', 'Fetch an attachment that came back', verifyAttachment, $ => ({
    url: $.platform.application.url,
    content: $.platform.files.path,
    listings: $.listed.listings,
    listing: 'list/missing' as const,
    parts: $.listed.parts,
  }))

export const tidySwap = (passage: Passage<Swapped>) =>
  passage.together('tidied', 'Keep what was before, and write what came back', {
    old: p =>
      p.step('kept', 'Keep the old file system', retainFileSystem, $ => ({
        fileSystem: $.source.id,
        volume: $.volume.volume,
        why: 'file system before the swap, with its volume',
        days: $.platform.muster.retainDays,
      })),
    report: p =>
      p.step('reported', 'Write what came back and what Terraform must learn', reportFiles, $ => ({
        bucket: $.platform.muster.evidenceBucket,
        fileSystem: $.restored.id,
        days: $.platform.muster.retainDays,
        listings: $.listed.listings,
        listed: $.listed.counts,
        done: $.done.counts,
        swap: {
          from: $.source.id,
          to: $.restored.id,
          volume: $.described.name,
          handle: $.described.handle,
          claim: $.volume.claim,
        },
      })),
  })

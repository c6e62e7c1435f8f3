// The files of a lost region, from their copy: restored into a new file system, opened, moved to its root, mounted.
import { minutes, seconds } from '../../domain/duration.ts'
import type { FileSystemDescription } from '../../domain/files/description.ts'
import type { FileVolume } from '../../domain/files/volume.ts'
import { bindFilesClaim } from '../../lambdas/bind-files-claim/contract.ts'
import { checkFileJob } from '../../lambdas/check-file-job/contract.ts'
import { checkFileSystem } from '../../lambdas/check-file-system/contract.ts'
import { checkFilesClaim } from '../../lambdas/check-files-claim/contract.ts'
import { checkFilesRestore } from '../../lambdas/check-files-restore/contract.ts'
import { claimFileSystem } from '../../lambdas/claim-file-system/contract.ts'
import { clearFileJobs } from '../../lambdas/clear-file-jobs/contract.ts'
import { compareFileSystems } from '../../lambdas/compare-file-systems/contract.ts'
import { configureFileSystem } from '../../lambdas/configure-file-system/contract.ts'
import type { Gives } from '../../lambdas/contract.ts'
import { createFileVolume } from '../../lambdas/create-file-volume/contract.ts'
import { createMountTargets } from '../../lambdas/create-mount-targets/contract.ts'
import { mountFiles } from '../../lambdas/mount-files/contract.ts'
import { noteUnplaced } from '../../lambdas/note-unplaced/contract.ts'
import { releaseFilesClaim } from '../../lambdas/release-files-claim/contract.ts'
import { removeFileVolume } from '../../lambdas/remove-file-volume/contract.ts'
import { restoreFileSystem } from '../../lambdas/restore-file-system/contract.ts'
import { retainRestoredFiles } from '../../lambdas/retain-restored-files/contract.ts'
import { startFileJob } from '../../lambdas/start-file-job/contract.ts'
import { sweepFileSystem } from '../../lambdas/sweep-file-system/contract.ts'
import { type Bare, equal, instead, type Passage, until } from '../language/scenario.ts'
import { apart, beside, clearedApart, clearedBeside, JOB, task } from './file-jobs.ts'

interface Chosen extends Bare {
  readonly request: { readonly adopt: string | null }
  readonly moment: { readonly files: { readonly arn: string; readonly moment: string } }
  readonly filesPlan: { readonly fileSystem: FileSystemDescription; readonly volume: FileVolume }
}

const makeFileSystem = (passage: Passage<Chosen>) =>
  passage
    .step('filesAsked', 'Start the restore of the files', restoreFileSystem, $ => ({
      source: $.filesPlan.fileSystem,
      vault: $.platform.files.vault,
      role: $.platform.files.restoreRole,
      point: $.moment.files.arn,
      moment: $.moment.files.moment,
      adopt: $.request.adopt,
    }))
    .undo('Delete the restored file system', sweepFileSystem, () => ({}), {
      within: minutes(130),
      onceProved: instead('Keep the restored file system', retainRestoredFiles, $ => ({
        why: 'restored and proved; the next run may adopt it',
        days: $.platform.muster.retainDays,
      })),
    })
    .waitUntil('filesMade', 'The files are restored', checkFilesRestore, $ => ({ job: $.filesAsked.job }), {
      expected: minutes(6),
      within: minutes(120),
      every: 15,
    })
    .step('fileSystem', 'Take over the restored file system', claimFileSystem, $ => ({
      made: $.filesMade.fileSystem,
      adopted: $.filesAsked.adopted,
      source: $.filesPlan.fileSystem,
      moment: $.moment.files.moment,
    }))
    .step('opened', 'Open it in the zones of the recovery region', createMountTargets, $ => ({
      fileSystem: $.fileSystem.id,
      like: $.filesPlan.fileSystem.mountTargets,
    }))
    .step('configured', 'Give it the settings that it shall have', configureFileSystem, $ => ({
      fileSystem: $.fileSystem.id,
      source: $.filesPlan.fileSystem,
    }))
    .waitUntil(
      'mountable',
      'It can be mounted in every zone',
      checkFileSystem,
      $ => ({ fileSystem: $.fileSystem.id, zones: $.opened.zones }),
      { expected: seconds(80), within: minutes(20) },
    )
    .step('filesParity', 'Compare its settings with what they shall be', compareFileSystems, $ => ({
      source: $.filesPlan.fileSystem,
      fileSystem: $.fileSystem.id,
    }))

interface Made extends Chosen {
  readonly filesMade: Gives<typeof checkFilesRestore>
  readonly fileSystem: Gives<typeof claimFileSystem>
  readonly opened: Gives<typeof createMountTargets>
  readonly configured: Gives<typeof configureFileSystem>
  readonly filesParity: Gives<typeof compareFileSystems>
}

/** AWS Backup restores into a directory of its own, on a new file system too (C17). */
const moveToRoot = (passage: Passage<Made>) =>
  passage
    .step('mountedNew', 'Mount the restored file system', mountFiles, $ => ({
      ...beside($),
      what: 'restored' as const,
      fileSystem: $.fileSystem.id,
      accessPoint: null,
      address: $.opened.address,
      options: $.filesPlan.volume.options,
    }))
    .undo('Remove the Job and its mount', clearFileJobs, beside, clearedBeside)
    .choose(
      'Was it restored anew?',
      $ => equal($.fileSystem.anew, true),
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
              restoredBetween: $.filesMade.between,
            },
          }))
          .waitUntil('moved', 'Its files are at its root', checkFileJob, $ => ({ ...beside($), what: $.moving.what }), {
            ...JOB,
            within: minutes(45),
          })
          .step('unplaced', 'Note what AWS Backup could not place', noteUnplaced, $ => ({ counts: $.moved.counts })),
    )

/** No claim stands by: it would stay pending, and pods with it. */
const bindVolume = (passage: Passage<Made>) =>
  passage
    .step('described', 'Describe the new volume', createFileVolume, $ => ({
      ...beside($),
      like: $.filesPlan.volume,
      fileSystem: $.fileSystem.id,
      counterparts: $.filesParity.counterparts,
    }))
    .undo('Forget the new volume', removeFileVolume, beside)
    .step('claimed', 'Bind the claim of WordPress to it', bindFilesClaim, $ => ({
      ...beside($),
      like: $.filesPlan.volume,
      to: 'the new volume' as const,
    }))
    .undo(
      'Release the claim of WordPress',
      releaseFilesClaim,
      $ => ({
        ...beside($),
        claim: $.filesPlan.volume.claim,
        from: 'the new volume' as const,
        old: $.filesPlan.volume.volume,
      }),
      {
        until: until(
          checkFilesClaim,
          $ => ({
            ...beside($),
            claim: $.filesPlan.volume.claim,
            wanted: 'not bound to the new volume' as const,
            old: $.filesPlan.volume.volume,
          }),
          { expected: seconds(5), within: minutes(10) },
        ),
      },
    )
    .waitUntil(
      'bound',
      'The claim is bound',
      checkFilesClaim,
      $ => ({
        ...beside($),
        claim: $.filesPlan.volume.claim,
        wanted: 'bound to the new volume' as const,
        old: $.filesPlan.volume.volume,
      }),
      { expected: seconds(10), within: minutes(10) },
    )

/** A drill's proof: every restored file is read, from the namespace in which nothing of production can be reached. */
const surveyCopy = (passage: Passage<Made>) =>
  passage
    .step('mounted', 'Mount what was restored, to read it', mountFiles, $ => ({
      ...apart($),
      what: 'restored' as const,
      fileSystem: $.fileSystem.id,
      accessPoint: $.configured.reader,
      address: $.opened.address,
      options: $.filesPlan.volume.options,
    }))
    .undo('Remove the survey and its mount', clearFileJobs, apart, clearedApart)
    .step('surveying', 'Read every restored file', startFileJob, $ => ({
      ...apart($),
      copy: $.platform.files.copy,
      mode: 'survey' as const,
      task: {
        ...task,
        what: 'survey',
        live: 'restored' as const,
        restored: 'restored' as const,
        restoredBetween: $.filesMade.between,
      },
    }))
    .waitUntil(
      'surveyed',
      'Every restored file could be read',
      checkFileJob,
      $ => ({ ...apart($), what: $.surveying.what }),
      // As many files as were restored, read one by one.
      { ...JOB, expected: minutes(8) },
    )

export const restoreFiles = (passage: Passage<Chosen>) =>
  passage
    .include(makeFileSystem)
    .only('recover', p => p.include(moveToRoot).include(bindVolume))
    .only('drill', p => p.include(surveyCopy))

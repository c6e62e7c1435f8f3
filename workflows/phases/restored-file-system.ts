// A file system restored whole: made, opened and configured as its source is. Shared by real runs and drills.

import { minutes, seconds } from '../../domain/duration.ts'
import type { FileSystemDescription } from '../../domain/files/description.ts'
import { checkFileSystem } from '../../lambdas/check-file-system/contract.ts'
import { checkFilesRestore } from '../../lambdas/check-files-restore/contract.ts'
import { claimFileSystem } from '../../lambdas/claim-file-system/contract.ts'
import { compareFileSystems } from '../../lambdas/compare-file-systems/contract.ts'
import { configureFileSystem } from '../../lambdas/configure-file-system/contract.ts'
import type { Gives } from '../../lambdas/contract.ts'
import { createMountTargets } from '../../lambdas/create-mount-targets/contract.ts'
import { discardFileSystem } from '../../lambdas/discard-file-system/contract.ts'
import { restoreFileSystem } from '../../lambdas/restore-file-system/contract.ts'
import { retainRestoredFiles } from '../../lambdas/retain-restored-files/contract.ts'
import { sweepFileSystem } from '../../lambdas/sweep-file-system/contract.ts'
import { type Bare, instead, type Passage } from '../language/scenario.ts'

interface Chosen extends Bare {
  readonly request: { readonly adopt: string | null }
  readonly source: FileSystemDescription
  readonly point: { readonly arn: string; readonly moment: string; readonly expected: number }
}

/** A drill's, which nobody needs in the end: what deletes it asks EFS alone, and may ask more often than AWS Backup bears. */
export const restoreApart = (passage: Passage<Chosen>) =>
  passage
    .include(restore)
    .include(takeOver)
    .undo('Delete what was taken over', discardFileSystem, () => ({}), { within: minutes(60), every: 10 })
    .include(openZones)
    .include(configure)

/** Its settings, and that it can be mounted, may come side by side. */
export const restoreFresh = (passage: Passage<Chosen>) => passage.include(restore).include(takeOver).include(openZones)

const restore = (passage: Passage<Chosen>) =>
  passage
    .step('asked', 'Start the restore into a new file system', restoreFileSystem, $ => ({
      source: $.source,
      vault: $.platform.files.vault,
      role: $.platform.files.restoreRole,
      point: $.point.arn,
      moment: $.point.moment,
      adopt: $.request.adopt,
    }))
    .undo('Delete the restored file system', sweepFileSystem, () => ({}), {
      within: minutes(300),
      onceProved: instead('Keep the restored file system', retainRestoredFiles, $ => ({
        why: 'restored and proved; the next run may adopt it',
        days: $.platform.muster.retainDays,
      })),
    })
    .waitUntil('made', 'The new file system is restored', checkFilesRestore, $ => ({ job: $.asked.job }), {
      expected: minutes(5),
      estimate: $ => $.point.expected,
      within: minutes(300),
      every: 15,
    })

interface Made extends Chosen {
  readonly asked: Gives<typeof restoreFileSystem>
  readonly made: Gives<typeof checkFilesRestore>
}

const takeOver = (passage: Passage<Made>) =>
  passage.step('restored', 'Take over what the job restored', claimFileSystem, $ => ({
    made: $.made.fileSystem,
    adopted: $.asked.adopted,
    source: $.source,
    moment: $.point.moment,
  }))

interface Restored extends Bare {
  readonly source: FileSystemDescription
  readonly restored: { readonly id: string }
}

const openZones = (passage: Passage<Restored>) =>
  passage.step('opened', 'Open it in every zone of its source', createMountTargets, $ => ({
    fileSystem: $.restored.id,
    like: $.source.mountTargets,
  }))

export const configure = (passage: Passage<Restored>) =>
  passage.step('configured', 'Give it the settings of its source', configureFileSystem, $ => ({
    fileSystem: $.restored.id,
    source: $.source,
  }))

interface Opened extends Restored {
  readonly opened: Gives<typeof createMountTargets>
}

/** What needs no mount target yet may stand before it. */
export const untilMountable = (passage: Passage<Opened>) =>
  passage.waitUntil(
    'mountable',
    'It can be mounted in every zone',
    checkFileSystem,
    $ => ({ fileSystem: $.restored.id, zones: $.opened.zones }),
    { expected: seconds(80), within: minutes(20) },
  )

/** Nothing waits for it: it may stand behind the start of what takes longer. */
export const compareSettings = (passage: Passage<Restored>) =>
  passage.step('parity', 'Compare its settings with its source', compareFileSystems, $ => ({
    source: $.source,
    fileSystem: $.restored.id,
  }))

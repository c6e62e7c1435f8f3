// Files were deleted: bring back what is missing and nothing else, or move WordPress to a file system restored whole.
import { hours, minutes } from '../domain/duration.ts'
import { fileDeletionRequests } from '../domain/requests/file-deletion.ts'
import { chooseFilesPoint } from '../lambdas/choose-files-point/contract.ts'
import { describeFileSystem } from '../lambdas/describe-file-system/contract.ts'
import { judgePreflight } from '../lambdas/judge-preflight/contract.ts'
import { preflightFileMounts } from '../lambdas/preflight-file-mounts/contract.ts'
import { preflightFiles } from '../lambdas/preflight-files/contract.ts'
import { readFileVolume } from '../lambdas/read-file-volume/contract.ts'
import { equal, scenario } from './language/scenario.ts'
import { takeLock } from './phases/begin.ts'
import { restoreApart } from './phases/restored-file-system.ts'
import {
  copyBack,
  fetchCopied,
  listMissing,
  restoreBesideLive,
  serveCopied,
  tidyItems,
} from './phases/restored-items.ts'
import { surveyRestored } from './phases/surveyed-files.ts'
import {
  compareTrees,
  fetchListed,
  restoreNewFileSystem,
  serveFromNewVolume,
  swapFileSystem,
  tidySwap,
} from './phases/swap-file-system.ts'
import { tryTheWay } from './phases/way-to-files.ts'
import { askSite, watchCommitWindow } from './phases/wordpress.ts'

export const fileDeletion = scenario(
  'file-deletion',
  {
    title: 'File deletion',
    summary:
      'Files were deleted. Bring back what is missing and nothing else, or move WordPress to a file system restored whole.',
    objectives: { rto: minutes(30), rpo: { 'recovery-point': hours(24) } },
    requests: fileDeletionRequests,
  },
  runbook =>
    runbook
      .phase('Prepare')
      .parallel('preflight', 'Look for what would stop the run later', {
        files: p => p.step('onFiles', 'Look at the file system', preflightFiles, $ => ({ files: $.platform.files })),
        cluster: p =>
          p.step('onMounts', 'Look at how it is mounted', preflightFileMounts, $ => ({
            kubernetes: $.platform.kubernetes,
            files: $.platform.files,
            drillNamespace: $.platform.drill.namespace,
          })),
      })
      .step('judged', 'Judge what was found', judgePreflight, $ => ({
        findings: [$.preflight.files.onFiles, $.preflight.cluster.onMounts],
      }))
      .include(takeLock)
      .together('known', 'Choose what to restore, and look how it is used', {
        point: p =>
          p
            .step('source', 'Read the file system', describeFileSystem, $ => ({
              fileSystem: $.platform.files.fileSystemId,
            }))
            .step('point', 'Choose the recovery point', chooseFilesPoint, $ => ({
              vault: $.platform.files.vault,
              source: $.source.arn,
              deletedAt: $.request.deletedAt,
              named: $.request.point,
              coldAccepted: $.request.coldAccepted,
            })),
        volume: p =>
          p.step('volume', 'Remember how WordPress mounts it', readFileVolume, $ => ({
            kubernetes: $.platform.kubernetes,
            claim: $.platform.files.claim,
          })),
      })
      .only('recover', p => p.include(tryTheWay))

      .phase('Restore')
      .only('recover', p =>
        p
          .either('Restore what?', $ => $.request.mode, { items: restoreBesideLive, whole: restoreNewFileSystem })

          .phase('Prove')
          .either('Compare what?', $ => $.request.mode, { items: listMissing, whole: compareTrees })
          .proved()
          .approve('acceptChange', 'Bring the files back', {
            shows: $ => ({
              mode: $.request.mode,
              moment: $.point.moment,
              reason: $.point.reason,
              missing: $.listed.counts,
              estimate: $.listed.estimate,
              listings: $.listed.listings,
              approved: $.listed.missing,
              notes: $.judged.notes,
            }),
            waived: $ => equal($.request.approval, 'waived'),
            within: minutes(30),
            onSilence: 'stop',
          })

          .phase('Cut over')
          .either('Copy back or swap?', $ => $.request.mode, { items: copyBack, whole: swapFileSystem })
          .serving($ => $.request.onFailingHealth)
          .either('Serve what?', $ => $.request.mode, { items: serveCopied, whole: serveFromNewVolume })
          .together('visited', 'Look as a visitor does', {
            site: askSite,
            attachment: p =>
              p.either('Which attachment?', $ => $.request.mode, { items: fetchCopied, whole: fetchListed }),
          })

          .phase('Commit')
          .include(watchCommitWindow)
          .either('Tidy what?', $ => $.request.mode, { items: tidyItems, whole: tidySwap }),
      )
      // A drill restores the newest point beside production, reads every file of it, and takes everything away again.
      .only('drill', p => p.include(restoreApart).phase('Survey').include(surveyRestored)),
)

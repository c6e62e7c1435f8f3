// WordPress on what was restored, in the other region: secrets of its own, started, proved in private, visitors sent there.
import { minutes, seconds } from '../../domain/duration.ts'
import type { Workload } from '../../domain/workload.ts'
import type { checkCluster } from '../../lambdas/check-cluster/contract.ts'
import { checkTraffic } from '../../lambdas/check-traffic/contract.ts'
import { clearFileJobs } from '../../lambdas/clear-file-jobs/contract.ts'
import type { Gives } from '../../lambdas/contract.ts'
import { fenceHome } from '../../lambdas/fence-home/contract.ts'
import { flushObjectCache } from '../../lambdas/flush-object-cache/contract.ts'
import { pointSecret } from '../../lambdas/point-secret/contract.ts'
import { promoteSecrets } from '../../lambdas/promote-secrets/contract.ts'
import { replicateSecrets } from '../../lambdas/replicate-secrets/contract.ts'
import { restoreSecret } from '../../lambdas/restore-secret/contract.ts'
import { restoreTraffic } from '../../lambdas/restore-traffic/contract.ts'
import { shiftTraffic } from '../../lambdas/shift-traffic/contract.ts'
import { unfenceHome } from '../../lambdas/unfence-home/contract.ts'
import { verifyApplication } from '../../lambdas/verify-application/contract.ts'
import type { Refs } from '../language/reference.ts'
import type { Bare, Passage } from '../language/scenario.ts'
import { copyNewSecret } from './cut-over-database.ts'
import { beside } from './file-jobs.ts'
import { rolledOut, startOn } from './wordpress.ts'

interface Restored extends Bare {
  readonly workload: Workload
  readonly restoring: {
    readonly database: {
      readonly restored: { readonly id: string; readonly arn: string }
      readonly available: Gives<typeof checkCluster>
    }
  }
}

const secretsOf = ($: Refs<Bare>) => [
  $.platform.database.secret,
  $.platform.database.masterSecret,
  $.platform.database.readerSecret,
]

/** A replica cannot be written: it becomes a secret of its own first (aws-behaviour 1.6). */
export const pointSecretHere = (passage: Passage<Restored>) =>
  passage
    .step('promoted', 'Make the secrets this region’s own', promoteSecrets, $ => ({ secrets: secretsOf($) }))
    .undo('Replicate the secrets from the old region again', replicateSecrets, $ => ({
      secrets: secretsOf($),
      home: $.platform.regions.recovery,
      days: $.platform.muster.retainDays,
    }))
    .step('pointed', 'Point the secret at the restored cluster', pointSecret, $ => ({
      secret: $.platform.database.secret,
      host: $.restoring.database.available.endpoint,
      port: $.restoring.database.available.port,
      readerHost: $.restoring.database.available.readerEndpoint,
      clusterId: $.restoring.database.restored.id,
    }))
    .undo('Point the secret back', restoreSecret, $ => ({
      secret: $.platform.database.secret,
      versionId: $.workload.secret.versionId,
    }))
    .include(copyNewSecret)
    .step('flushed', 'Flush the object cache', flushObjectCache, $ => ({ kubernetes: $.platform.kubernetes }))

export const serveInPrivate = (passage: Passage<Restored>) =>
  passage
    .include(startOn('what was restored', true))
    .together('starting', 'WordPress starts, and the Job that moved files goes', {
      wordpress: rolledOut,
      // Only now: a request to mount them may have been carried out as late as a minute after it.
      jobs: p => p.step('cleared', 'Remove the Job that moved them', clearFileJobs, beside),
    })
    .step('answersHere', 'Ask the site on its private address', verifyApplication, $ => ({
      url: $.platform.recovery.application.privateUrl,
      path: $.platform.application.probe.path,
      contains: $.platform.application.probe.contains,
    }))

/** By the data plane where the platform can: neither needs the old region nor Route 53's own API (aws-behaviour 4.4). */
export const sendVisitorsHere = (passage: Passage<Bare>) =>
  passage
    .step('fence', 'Stop WordPress in the old region if it answers', fenceHome, $ => ({
      kubernetes: $.platform.kubernetes,
      region: $.platform.regions.recovery,
      clusterName: $.platform.home.clusterName,
    }))
    .undo('Start WordPress in the old region again', unfenceHome, $ => ({
      kubernetes: $.platform.kubernetes,
      region: $.platform.regions.recovery,
      clusterName: $.platform.home.clusterName,
      step: 'fence',
    }))
    .step('shifted', 'Send visitors to this region', shiftTraffic, $ => ({
      traffic: $.platform.recovery.traffic,
      url: $.platform.application.url,
    }))
    .undo(
      'Send visitors to the old region again',
      restoreTraffic,
      $ => ({
        traffic: $.platform.recovery.traffic,
        url: $.platform.application.url,
        privateUrl: $.platform.recovery.application.privateUrl,
      }),
      { within: minutes(20) },
    )
    .serving(() => 'hold')
    .waitUntil(
      'arrived',
      'The name of the site leads to this region',
      checkTraffic,
      $ => ({
        traffic: $.platform.recovery.traffic,
        url: $.platform.application.url,
        privateUrl: $.platform.recovery.application.privateUrl,
      }),
      // An alarm of one period of a minute, and the health check that reads it: sooner or later by half.
      { expected: seconds(40), within: minutes(20) },
    )

// After the commit window on a restored cluster: look at the secret once more and let it rotate.
import { minutes, seconds } from '../../domain/duration.ts'
import type { Workload } from '../../domain/workload.ts'
import { checkSecretSynced } from '../../lambdas/check-secret-synced/contract.ts'
import { resumeRotation } from '../../lambdas/resume-rotation/contract.ts'
import { syncSecret } from '../../lambdas/sync-secret/contract.ts'
import type { Bare, Passage } from '../language/scenario.ts'

interface Pointed extends Bare {
  readonly workload: Workload
  readonly pointed: { readonly versionId: string }
}

/**
 * Whoever wrote the old host meanwhile, a rotation or a Terraform run, sends the next pod to the damaged cluster.
 * Rotation starts again only now that the decision can no longer be turned: a rotation names its cluster.
 */
export const secretOnceMore = (passage: Passage<Pointed>) =>
  passage
    .step('recopied', 'Have the secret copied once more', syncSecret, $ => ({
      kubernetes: $.platform.kubernetes,
      versionId: $.pointed.versionId,
    }))
    .waitUntil(
      'agrees',
      'The secret still names the restored cluster',
      checkSecretSynced,
      $ => ({
        kubernetes: $.platform.kubernetes,
        secret: $.platform.database.secret,
        versionId: $.pointed.versionId,
        valuesSuffice: false,
      }),
      { expected: seconds(6), within: minutes(5), countsTowardsRto: false },
    )
    .step('rotates', 'Let the secret rotate again', resumeRotation, $ => ({
      secret: $.platform.database.secret,
      rotationEnabled: $.workload.secret.rotationEnabled,
      rotationRules: $.workload.secret.rotationRules,
    }))

// What stands by in the recovery region is brought up before anything is restored into it: by Terraform, or it is there.
import { minutes } from '../../domain/duration.ts'
import { checkNodes } from '../../lambdas/check-nodes/contract.ts'
import { checkTerraform } from '../../lambdas/check-terraform/contract.ts'
import { confirmTerraform } from '../../lambdas/confirm-terraform/contract.ts'
import { lockWorkspace } from '../../lambdas/lock-workspace/contract.ts'
import { startTerraform } from '../../lambdas/start-terraform/contract.ts'
import { stopTerraform } from '../../lambdas/stop-terraform/contract.ts'
import { unlockWorkspace } from '../../lambdas/unlock-workspace/contract.ts'
import { type Bare, equal, type Passage } from '../language/scenario.ts'

const NODES = { expected: minutes(1), within: minutes(15) }

/** Pods that serve need nodes of their own; with none, they would wait for ever. */
const nodesReady = (title: string) => (passage: Passage<Bare>) =>
  passage.waitUntil(
    'nodes',
    title,
    checkNodes,
    $ => ({ clusterName: $.platform.kubernetes.clusterName, nodes: $.platform.recovery.kubernetes.nodes }),
    NODES,
  )

/** What was there before the day is looked at before anything is restored. */
export const pilotLight = nodesReady('The nodes that stand by are ready')

/** A failing plan ends the run here, before anything is restored. A drill only plans. */
export const buildWithTerraform = (passage: Passage<Bare>) =>
  passage
    .step('terraform', 'Start the Terraform run', startTerraform, $ => ({
      infrastructure: $.platform.recovery.infrastructure,
    }))
    .undo('Stop the Terraform run', stopTerraform, $ => ({
      infrastructure: $.platform.recovery.infrastructure,
      step: 'terraform',
      days: $.platform.muster.retainDays,
    }))
    .waitUntil(
      'planned',
      'Terraform has planned, and destroys nothing',
      checkTerraform,
      $ => ({
        infrastructure: $.platform.recovery.infrastructure,
        runId: $.terraform.runId,
        until: 'planned' as const,
      }),
      { expected: minutes(2), within: minutes(10) },
    )
    .only('recover', p =>
      p
        .choose(
          'Is there anything to build?',
          $ => equal($.planned.toConfirm, true),
          p =>
            p
              .step('confirmed', 'Confirm the plan', confirmTerraform, $ => ({
                infrastructure: $.platform.recovery.infrastructure,
                runId: $.terraform.runId,
              }))
              .waitUntil(
                'applied',
                'Terraform has built it',
                checkTerraform,
                $ => ({
                  infrastructure: $.platform.recovery.infrastructure,
                  runId: $.terraform.runId,
                  until: 'applied' as const,
                }),
                { expected: minutes(8), within: minutes(40), every: 15 },
              ),
        )
        .step('workspace', 'Lock the workspace against other runs', lockWorkspace, $ => ({
          infrastructure: $.platform.recovery.infrastructure,
          days: $.platform.muster.retainDays,
        }))
        .undo('Unlock the workspace', unlockWorkspace, $ => ({
          infrastructure: $.platform.recovery.infrastructure,
        }))
        .include(nodesReady('The nodes that were built are ready')),
    )
    // A plan builds nothing: the Jobs of a drill run where the controllers of the region run.
    .only('drill', p =>
      p.waitUntil(
        'node',
        'There is a node for Jobs',
        checkNodes,
        $ => ({ clusterName: $.platform.kubernetes.clusterName, nodes: 1 }),
        NODES,
      ),
    )

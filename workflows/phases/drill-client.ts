// The end of a drill's proof: a throwaway client in an isolated namespace talks to the restored cluster, then goes.
import { minutes, seconds } from '../../domain/duration.ts'
import { checkDrillClient } from '../../lambdas/check-drill-client/contract.ts'
import { checkDrillClientGone } from '../../lambdas/check-drill-client-gone/contract.ts'
import { removeDrillClient } from '../../lambdas/remove-drill-client/contract.ts'
import { startDrillClient } from '../../lambdas/start-drill-client/contract.ts'
import { type Bare, type Passage, until } from '../language/scenario.ts'

interface Drilled extends Bare {
  readonly available: { readonly endpoint: string; readonly port: number }
}

export const connectDrillClient = (passage: Passage<Drilled>) =>
  passage
    .step('client', 'Start a throwaway client', startDrillClient, $ => ({
      clusterName: $.platform.kubernetes.clusterName,
      drill: $.platform.drill,
      host: $.available.endpoint,
      port: $.available.port,
      database: $.platform.database.name,
    }))
    .undo(
      'Remove the throwaway client',
      removeDrillClient,
      $ => ({ clusterName: $.platform.kubernetes.clusterName, drill: $.platform.drill }),
      {
        until: until(
          checkDrillClientGone,
          $ => ({ clusterName: $.platform.kubernetes.clusterName, drill: $.platform.drill }),
          { expected: seconds(2), within: minutes(10) },
        ),
      },
    )
    .waitUntil(
      'connected',
      'The client has read from the restored cluster',
      checkDrillClient,
      $ => ({ clusterName: $.platform.kubernetes.clusterName, drill: $.platform.drill }),
      { expected: seconds(10), within: minutes(15) },
    )

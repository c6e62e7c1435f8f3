// Misfortunes that were there before: what would stop the run later, and has to be found before anything is touched.
import { DisableHttpEndpointCommand, RDSClient } from '@aws-sdk/client-rds'
import { clientFor } from '../../lambdas/gateways/clients.ts'
import { arns } from '../../lambdas/needs.ts'
import type { Fault, FaultSetting } from './fault.ts'
import { administrator } from './people.ts'

const MINUTE = 60_000

/** Somebody did it a while before the run; anything that takes a minute or two has happened by then. */
const beforehand = (name: string, does: string, happens: (setting: FaultSetting) => unknown): Fault => ({
  name,
  does,
  arm: setting => {
    setting.world.clock.at(setting.startsAt - 5 * MINUTE, () => happens(setting))
  },
})

export const preflightFaults: readonly Fault[] = [
  beforehand('data-api-off', 'the Data API of the damaged cluster is switched off', ({ world }) =>
    clientFor(RDSClient, administrator(world)).send(
      new DisableHttpEndpointCommand({ ResourceArn: arns(world.platform).cluster(world.platform.database.clusterId) }),
    ),
  ),
  beforehand('key-disabled', 'the KMS key of the database is disabled', ({ world }) =>
    world.region.kms.change(world.platform.database.kmsKeyId, 'Disabled'),
  ),
  beforehand('quota-full', 'the account may have no more database clusters than it has', ({ world }) =>
    world.region.rds.allowNoMore(),
  ),
  beforehand('secret-owned', 'RDS has taken over the application’s secret, and nobody else may edit it', ({ world }) =>
    world.region.secrets.giveTo(world.platform.database.secret, 'rds'),
  ),
]

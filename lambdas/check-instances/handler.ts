// An instance may leave `available` again for a minute (aws-behaviour 1.3.3); that is under way, never a failure.
import { RestoreFailed } from '../../domain/errors.ts'
import { instanceStanding } from '../../domain/rds-status.ts'
import { asLambda } from '../as-lambda.ts'
import { failed, pending, ready } from '../contract.ts'
import { type FoundInstance, rds } from '../gateways/rds.ts'
import { looking } from '../gateways/watching.ts'
import { implement } from '../implement.ts'
import { checkInstances } from './contract.ts'

export const run = implement(
  checkInstances,
  { rds },
  async ({ cluster: id, instances: named, role, mayNeedReboot }, { rds, environment, watch }) =>
    looking({ environment, watch }, async () => {
      const cluster = await rds.findCluster(id)
      if (!cluster) return pending(`${id} is not visible yet`)
      const instances = named ?? cluster.members.map(member => member.id).toSorted()
      const waits: string[] = []
      const pendingReboot: string[] = []
      for (const name of instances) {
        const found = await rds.findInstance(name, cluster)
        if (found && instanceStanding(found.status) === 'failed') {
          return failed(
            RestoreFailed,
            `the instance ${name} is ${found.status}, expected available; its events in RDS say why`,
          )
        }
        const missing = found ? lacks(found, role, mayNeedReboot) : 'is not visible yet'
        if (missing) waits.push(`${name} ${missing}`)
        if (found?.pendingReboot) pendingReboot.push(name)
      }
      return waits.length > 0 ? pending(waits.join('; ')) : ready({ instances, pendingReboot })
    }),
)

function lacks(found: FoundInstance, role: 'writer' | 'readers', mayNeedReboot: boolean): string | undefined {
  if (found.status !== 'available') return `is ${found.status}`
  if (!found.address) return 'has no address yet'
  if (role === 'writer' && !found.writer) return 'is not the writer yet'
  if (found.parametersInSync || (mayNeedReboot && found.pendingReboot)) return undefined
  return found.pendingReboot ? 'waits for a reboot to take up its parameters' : 'is still applying its parameters'
}

export const handler = asLambda(run)

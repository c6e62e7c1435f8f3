// The copy is a snapshot of RDS, which tells more of its source than AWS Backup does.
import { Missing } from '../../domain/errors.ts'
import { plannedCluster } from '../../domain/region/cluster-plan.ts'
import { asLambda } from '../as-lambda.ts'
import { backupRestore } from '../gateways/backup-restore.ts'
import { rds } from '../gateways/rds.ts'
import { implement } from '../implement.ts'
import { planCluster } from './contract.ts'

export const run = implement(
  planCluster,
  { rds, backup: backupRestore },
  async ({ clusterId, recovery, point, moment }, { rds, backup, environment }) => {
    const { region, accountId } = environment
    const snapshot = await rds.copiedSnapshot(point)
    if (!snapshot) throw new Missing(`the copy ${point} is not there (any more)`)
    const told = await backup.metadataOf(recovery.vault, point)
    return plannedCluster({
      ...{ clusterId, recovery, snapshot, moment },
      arn: `arn:aws:rds:${region}:${accountId}:cluster:${clusterId}`,
      logExports: namesIn(told.EnableCloudwatchLogsExports),
    })
  },
)

/** JSON text of an array; not every backup tells it. */
function namesIn(text = '[]'): readonly string[] {
  const value: unknown = /^\[/.test(text) ? JSON.parse(text) : []
  return Array.isArray(value) ? value.filter(each => typeof each === 'string') : []
}

export const handler = asLambda(run)

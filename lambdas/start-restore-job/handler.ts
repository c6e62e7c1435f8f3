// Metadata is what the recovery point tells of its source, cleaned, with the source's settings of now over it.
import type * as z from 'zod'
import type { ClusterDescription } from '../../domain/cluster-description.ts'
import { restoreMetadata } from '../../domain/restore-metadata.ts'
import { restoredClusterId } from '../../domain/run.ts'
import { asLambda } from '../as-lambda.ts'
import { backupRestore } from '../gateways/backup-restore.ts'
import { rds } from '../gateways/rds.ts'
import { ours, restoredArn, takeOver } from '../gateways/restoring.ts'
import { implement } from '../implement.ts'
import { startRestoreJob } from './contract.ts'

type Input = z.infer<typeof startRestoreJob.takes>

export const run = implement(startRestoreJob, { rds, backup: backupRestore }, async (input, tools) => {
  const { rds, backup, run, environment } = tools
  const { source, vault, point, moment, adopt } = input
  if (adopt !== null) return { ...(await takeOver({ source, moment, adopt }, { rds, run })), job: null }
  const id = restoredClusterId(run, source.id)
  const arn = restoredArn(source, id)
  const [earlier] = await backup.jobsMaking({ clusterId: id, since: run.startedAt })
  if (earlier) return { id, arn, adopted: true, job: earlier.id }
  const inTheWay = await rds.findCluster(id)
  if (inTheWay) return { ...ours(inTheWay, run), job: null }
  const given = await backup.metadataOf(vault, point.arn)
  const metadata = restoreMetadata(given, { ...settingsOf(id, source), ...timeOf(input) }, environment.region)
  const roleArn = `arn:aws:iam::${environment.accountId}:role/${input.role}`
  return { id, arn, adopted: false, job: await backup.startRestore({ arn: point.arn, metadata, roleArn }) }
})

/** Everything that can be said here; scaling, storage type and the rest come later (aws-behaviour 1.2.5). */
const settingsOf = (id: string, source: ClusterDescription): Readonly<Record<string, string | null>> => ({
  DBClusterIdentifier: id,
  Engine: source.engine,
  EngineVersion: source.engineVersion,
  Port: String(source.port),
  DBSubnetGroupName: source.subnetGroup,
  VpcSecurityGroupIds: JSON.stringify(source.securityGroups),
  DBClusterParameterGroupName: source.parameterGroup,
  KmsKeyId: source.kmsKeyId,
  BacktrackWindow: String(source.backtrackSeconds),
  EnableIAMDatabaseAuthentication: String(source.iamAuth),
  EnableCloudwatchLogsExports: JSON.stringify(source.logExports),
  CopyTagsToSnapshot: String(source.copyTagsToSnapshot),
})

/** A continuous recovery point is its source's log: it takes a time, and neither version nor schema (1.2.6). */
const timeOf = ({ point, moment }: Input): Readonly<Record<string, string | null>> =>
  point.kind === 'continuous' ? { RestoreToTime: moment, EngineVersion: null, DatabaseName: null } : {}

export const handler = asLambda(run)

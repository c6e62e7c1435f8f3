// The database cluster as it shall be in the recovery region: said by the platform, by the copy, and where neither knows, here.
import type { ClusterDescription, Member, Tag } from '../cluster-description.ts'
import type { Instant } from '../instant.ts'
import type { Platform } from '../platform.ts'

/** What the copied snapshot tells of the cluster that it was taken of. */
export interface CopiedSnapshot {
  readonly engine: string
  readonly engineVersion: string
  readonly engineMode: string
  readonly port: number
  readonly storageType: string
  readonly iamAuth: boolean
  /** Never reused, unlike names: what an adopted cluster is told by. */
  readonly resourceId: string
  readonly tags: readonly Tag[]
}

interface Asked {
  readonly clusterId: string
  /** ARN that a cluster of that name would have in this region. */
  readonly arn: string
  readonly recovery: Platform['recovery']['database']
  readonly snapshot: CopiedSnapshot
  /** `EnableCloudwatchLogsExports` of the restore metadata; empty when it does not tell. */
  readonly logExports: readonly string[]
  readonly moment: Instant
}

/** The primary cluster's own cannot be asked for any more. In the night of both coasts of America. */
const BACKUP_WINDOW = '08:00-08:30'
const MAINTENANCE_WINDOW = 'sun:09:00-sun:09:30'
/** Of new instances (RDS user guide, "Using SSL/TLS to encrypt a connection"). */
const CERTIFICATE = 'rds-ca-rsa2048-g1'

/** What the restored cluster is made like, repaired to, and compared with. */
export function plannedCluster(asked: Asked): ClusterDescription {
  const { clusterId, arn, recovery, snapshot, logExports, moment } = asked
  const { engine, engineVersion, engineMode, port, storageType, iamAuth, resourceId, tags } = snapshot
  return {
    ...{ id: clusterId, arn, resourceId, status: 'planned' },
    ...{ engine, engineVersion, engineMode, port, storageType, iamAuth },
    ...{ endpoint: null, readerEndpoint: null },
    parameterGroup: recovery.clusterParameterGroup,
    subnetGroup: recovery.subnetGroup,
    securityGroups: recovery.securityGroups,
    ...{ kmsKeyId: recovery.kmsKeyId, encrypted: true },
    scaling: recovery.scaling,
    backupRetention: recovery.backupRetention,
    ...{ backupWindow: BACKUP_WINDOW, maintenanceWindow: MAINTENANCE_WINDOW },
    // Its snapshots carry the tags by which the next recovery finds its way, as those of before did.
    copyTagsToSnapshot: true,
    deletionProtection: true,
    logExports: [...logExports],
    // The run itself reads and proves through it.
    dataApi: true,
    backtrackSeconds: 0,
    networkType: 'IPV4',
    // Paying for an engine version past its time is a decision of its own (pitfalls A10).
    lifecycleSupport: 'open-source-rds-extended-support-disabled',
    roles: [],
    tags: [...tags],
    members: recovery.instances.map(member),
    // A copy restores to its own moment and to no other.
    restorable: { earliest: moment, latest: moment },
  }
}

/** As AWS makes instances by itself, but for what the platform says. */
const member = (given: Asked['recovery']['instances'][number], index: number): Member => ({
  id: `planned-${index + 1}`,
  class: given.class,
  writer: index === 0,
  parameterGroup: given.parameterGroup,
  promotionTier: index,
  availabilityZone: null,
  maintenanceWindow: MAINTENANCE_WINDOW,
  ...{ monitoringInterval: 0, monitoringRoleArn: null },
  ...{ performanceInsights: false, performanceInsightsKeyId: null, performanceInsightsRetention: null },
  autoMinorVersionUpgrade: true,
  publiclyAccessible: false,
  caCertificate: CERTIFICATE,
})

/** What nobody could be asked for, for the people who take over. */
export const decidedHere: readonly string[] = [
  `backups at ${BACKUP_WINDOW} UTC, maintenance at ${MAINTENANCE_WINDOW} UTC`,
  'enhanced monitoring, performance insights, backtracking and associated roles are off',
  `instances present the certificate authority ${CERTIFICATE} and upgrade minor versions by themselves`,
]

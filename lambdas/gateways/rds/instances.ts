// Instances of a cluster: found, made with every setting explicit, changed, rebooted, deleted.
import {
  CreateDBInstanceCommand,
  DeleteDBInstanceCommand,
  DescribeDBInstancesCommand,
  ModifyDBInstanceCommand,
  type RDSClient,
  RebootDBInstanceCommand,
} from '@aws-sdk/client-rds'
import type { Member } from '../../../domain/cluster-description.ts'
import type { MemberChanges } from '../../../domain/parity-rules.ts'
import type { Tags } from '../../../domain/restored-tags.ts'
import { nameOf } from '../errors.ts'
import { accepted, unlessAbsent, unlessBusy } from './refusals.ts'
import { type FoundCluster, type FoundInstance, instanceOf, sdkTags } from './shapes.ts'

interface NewInstance {
  readonly id: string
  readonly cluster: FoundCluster
  /** The member of the source whose settings it gets. */
  readonly like: Member
  readonly tags: Tags
}

export function instances(client: RDSClient) {
  /** `cluster` tells who the writer is. */
  const findInstance = async (id: string, cluster?: FoundCluster): Promise<FoundInstance | undefined> => {
    const answer = await unlessAbsent(client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: id })))
    const [found] = answer?.DBInstances ?? []
    const membership = cluster?.members.find(member => member.id === id)
    return found && instanceOf(found, membership?.writer ?? false, membership?.parameterGroupStatus ?? '')
  }

  return {
    findInstance,
    /** The writer first, then by name. A member that has just gone is left out. */
    membersOf: async (cluster: FoundCluster): Promise<readonly FoundInstance[]> => {
      const byName = cluster.members.toSorted((a, b) => (a.id < b.id ? -1 : 1))
      const ordered = [...byName.filter(member => member.writer), ...byName.filter(member => !member.writer)]
      const found: FoundInstance[] = []
      for (const { id } of ordered) {
        const instance = await findInstance(id, cluster)
        if (instance) found.push(instance)
      }
      return found
    },
    /**
     * In the zone of the member it is like; in any zone when that one has no capacity.
     * @returns false when an instance of that name exists already
     * @throws Unavailable while the cluster is busy
     */
    createInstance: async (made: NewInstance): Promise<boolean> => {
      const first = await create(client, made, made.like.availabilityZone)
      const outcome = first === 'no-capacity' ? await create(client, made, null) : first
      return outcome === 'created'
    },
    modifyInstance: (id: string, changes: MemberChanges) =>
      unlessBusy(
        client.send(
          new ModifyDBInstanceCommand({ DBInstanceIdentifier: id, ApplyImmediately: true, ...modification(changes) }),
        ),
      ),
    reboot: (id: string) => unlessBusy(client.send(new RebootDBInstanceCommand({ DBInstanceIdentifier: id }))),
    /** @returns whether AWS accepted it now */
    deleteInstance: (id: string) =>
      accepted(client.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: id, SkipFinalSnapshot: true }))),
  }
}

type Outcome = 'created' | 'exists' | 'no-capacity'

async function create(client: RDSClient, made: NewInstance, zone: string | null): Promise<Outcome> {
  try {
    await unlessBusy(
      client.send(new CreateDBInstanceCommand({ ...creation(made), ...(zone && { AvailabilityZone: zone }) })),
    )
    return 'created'
  } catch (error) {
    if (nameOf(error) === 'DBInstanceAlreadyExistsFault') return 'exists'
    if (nameOf(error) === 'InsufficientDBInstanceCapacityFault' && zone) return 'no-capacity'
    throw error
  }
}

/** Nothing that belongs to the cluster (password, security groups, storage): AWS refuses it for a member. */
function creation({ id, cluster, like, tags }: NewInstance) {
  return {
    DBInstanceIdentifier: id,
    DBClusterIdentifier: cluster.id,
    Engine: cluster.engine,
    DBInstanceClass: like.class,
    DBParameterGroupName: like.parameterGroup,
    PromotionTier: like.promotionTier,
    PreferredMaintenanceWindow: like.maintenanceWindow ?? undefined,
    AutoMinorVersionUpgrade: like.autoMinorVersionUpgrade,
    PubliclyAccessible: like.publiclyAccessible,
    CACertificateIdentifier: like.caCertificate ?? undefined,
    ...monitoring(like.monitoringInterval, like.monitoringRoleArn),
    ...insights(like.performanceInsights, like.performanceInsightsKeyId, like.performanceInsightsRetention),
    Tags: sdkTags(tags),
  }
}

function modification(changes: MemberChanges) {
  const { monitoring: wanted, performanceInsights } = changes
  return {
    DBInstanceClass: changes.class,
    DBParameterGroupName: changes.parameterGroup,
    PromotionTier: changes.promotionTier,
    PreferredMaintenanceWindow: changes.maintenanceWindow,
    AutoMinorVersionUpgrade: changes.autoMinorVersionUpgrade,
    PubliclyAccessible: changes.publiclyAccessible,
    CACertificateIdentifier: changes.caCertificate,
    ...(wanted && monitoring(wanted.interval, wanted.roleArn)),
    ...(performanceInsights &&
      insights(performanceInsights.enabled, performanceInsights.keyId, performanceInsights.retention)),
  }
}

/** A role and an interval of 0 exclude each other (RDS API reference, MonitoringRoleArn). */
const monitoring = (interval: number, roleArn: string | null) => ({
  MonitoringInterval: interval,
  ...(interval > 0 && roleArn && { MonitoringRoleArn: roleArn }),
})

const insights = (enabled: boolean, keyId: string | null, retention: number | null) => ({
  EnablePerformanceInsights: enabled,
  ...(enabled && keyId && { PerformanceInsightsKMSKeyId: keyId }),
  ...(enabled && retention && { PerformanceInsightsRetentionPeriod: retention }),
})

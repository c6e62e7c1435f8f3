// rds:DescribeAccountAttributes: the quotas and how much of them is used.
import type { AccountAttributesMessage, DescribeAccountAttributesMessage } from '@aws-sdk/client-rds'
import type { Operation } from '../service.ts'
import { anywhere } from './needs.ts'
import type { State } from './state.ts'

export function describeAccountAttributes(
  state: State,
): Operation<DescribeAccountAttributesMessage, AccountAttributesMessage> {
  return {
    needs: () => [anywhere('DescribeAccountAttributes')],
    run: () => {
      const { clusters = 40, instances = 40, snapshots = 100 } = state.options.quotas ?? {}
      const manual = state.snapshots.filter(each => each.type === 'manual').length
      const groups = (kind: string) => state.parameterGroups.filter(each => each.kind === kind).length
      const quotas: readonly (readonly [string, number, number])[] = [
        ['DBClusters', state.clusters.length, clusters],
        ['DBInstances', state.instances.length, instances],
        ['ManualClusterSnapshots', manual, snapshots],
        ['DBClusterParameterGroups', groups('cluster-pg'), 50],
        ['DBParameterGroups', groups('pg'), 50],
        ['DBSubnetGroups', state.subnetGroups.length, 50],
        ['DBClusterRoles', Math.max(0, ...state.clusters.map(each => each.roles.length)), 5],
      ]
      return { AccountQuotas: quotas.map(([AccountQuotaName, Used, Max]) => ({ AccountQuotaName, Used, Max })) }
    },
  }
}

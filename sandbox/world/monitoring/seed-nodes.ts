// The machines of the cluster: two in each zone, in one managed node group.
import type { KubernetesCluster } from '../../kubernetes/cluster.ts'
import { zoneLabel } from '../../kubernetes/controllers/placement.ts'
import { nodes } from '../../kubernetes/kinds.ts'

const letters = ['a', 'b', 'c'] as const
const perZone = 2

export function seedNodes(
  cluster: KubernetesCluster,
  { region, nodeGroup }: { region: string; nodeGroup: string },
): void {
  for (const [index, letter] of letters.entries())
    for (let number = 1; number <= perZone; number++)
      seedNode(cluster, { region, nodeGroup, zone: `${region}${letter}`, address: `10.0.${index + 1}.1${number}` })
}

export interface NodeSeed {
  readonly region: string
  readonly nodeGroup: string
  readonly zone: string
  readonly address: string
  /** It has just joined, and takes no pods yet; ready when absent. */
  readonly joining?: boolean
}

/** @returns its name */
export function seedNode(cluster: KubernetesCluster, seed: NodeSeed): string {
  const { region, nodeGroup, zone, address, joining = false } = seed
  const name = `ip-${address.replaceAll('.', '-')}.ec2.internal`
  const resources = { cpu: '4', memory: '16Gi', pods: '58' }
  cluster.seed({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'arm64',
        'node.kubernetes.io/instance-type': 'm7g.xlarge',
        'eks.amazonaws.com/nodegroup': nodeGroup,
        'topology.kubernetes.io/region': region,
        [zoneLabel]: zone,
        'topology.ebs.csi.aws.com/zone': zone,
      },
    },
    spec: { providerID: `aws:///${zone}/i-0${instance(address)}` },
    status: {
      capacity: resources,
      allocatable: resources,
      addresses: [{ type: 'InternalIP', address }],
      conditions: [joining ? notReady : ready],
    },
  })
  return name
}

const ready = { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' }
const notReady = {
  ...{ type: 'Ready', status: 'False', reason: 'KubeletNotReady' },
  message: 'container runtime network not ready: cni plugin not initialized',
}

/** @throws when there is no such node */
export function joined({ store }: KubernetesCluster, name: string): void {
  const found = store.get(nodes, undefined, name)
  if (!found) throw new Error(`there is no node ${name}`)
  store.update(found, draft => {
    draft.status = { ...draft.status, conditions: [ready] } as typeof draft.status
  })
}

/** Sixteen digits that only the address determines. */
const instance = (address: string): string =>
  address
    .split('.')
    .map(part => Number(part).toString(16).padStart(4, '0'))
    .join('')

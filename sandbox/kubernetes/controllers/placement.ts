// Where a pod may run: by its node selector and by the zones of its volumes; among those, where the fewest pods are.
import type { V1Node, V1NodeSelectorTerm } from '@kubernetes/client-node'
import type { PersistentVolume, Pod, Stored, Wire } from '../../../lambdas/gateways/kubernetes/wire.ts'
import { nodes } from '../kinds.ts'
import type { Store } from '../store.ts'

export type Node = Stored<V1Node>
type Term = Wire<V1NodeSelectorTerm>

export const zoneLabel = 'topology.kubernetes.io/zone'

export type Placement = { readonly node: Node } | { readonly message: string }

/** `taken`: names of nodes, once for each pod there. Undefined in a cluster that was given no nodes: its pods run nowhere in particular. */
export function placementOf(
  store: Store,
  pod: Pod,
  { volumes, taken }: { readonly volumes: readonly PersistentVolume[]; readonly taken: readonly string[] },
): Placement | undefined {
  const all = store.list(nodes)
  if (all.length === 0) return undefined
  const joined = all.filter(isReady)
  const open = joined.filter(node => node.spec?.unschedulable !== true)
  const selected = open.filter(node => hasLabels(node, pod.spec?.nodeSelector ?? {}))
  const reachable = selected.filter(node => volumes.every(volume => reaches(node, volume)))
  const found = quietest(taken, reachable)
  if (found) return { node: found }
  const reasons = [
    [all.length - joined.length, 'node(s) had untolerated taint {node.kubernetes.io/not-ready: }'],
    [joined.length - open.length, 'node(s) were unschedulable'],
    [open.length - selected.length, "node(s) didn't match Pod's node affinity/selector"],
    [selected.length, 'node(s) had volume node affinity conflict'],
  ] as const
  const told = reasons.filter(([count]) => count > 0).map(([count, why]) => `${count} ${why}`)
  return { message: `0/${all.length} nodes are available: ${told.join(', ')}.` }
}

/** The control plane taints nodes that say they are not; one that says nothing of it was never looked at by a kubelet. */
const isReady = ({ status }: Node): boolean =>
  (status?.conditions ?? []).every(({ type, status: is }) => type !== 'Ready' || is === 'True')

const hasLabels = ({ metadata }: Node, wanted: Readonly<Record<string, string>>): boolean =>
  Object.entries(wanted).every(([key, value]) => metadata.labels?.[key] === value)

/** A volume without node affinity is reached from everywhere, as far as the scheduler knows. */
function reaches(node: Node, { spec }: PersistentVolume): boolean {
  const terms = spec?.nodeAffinity?.required?.nodeSelectorTerms
  return terms === undefined || terms.some(term => meets(node, term))
}

function meets({ metadata }: Node, { matchExpressions = [], matchFields = [] }: Term): boolean {
  if (matchFields.length > 0) throw new Error('not simulated by the sandbox: matchFields of a node selector')
  return matchExpressions.every(({ key, operator, values = [] }) => {
    const value = metadata.labels?.[key]
    switch (operator) {
      case 'In':
        return value !== undefined && values.includes(value)
      case 'NotIn':
        return value === undefined || !values.includes(value)
      case 'Exists':
        return value !== undefined
      case 'DoesNotExist':
        return value === undefined
      default:
        throw new Error(`not simulated by the sandbox: operator ${operator} of a node selector`)
    }
  })
}

function quietest(taken: readonly string[], open: readonly Node[]): Node | undefined {
  const count = ({ metadata }: Node) => taken.filter(name => name === metadata.name).length
  return open.toSorted((a, b) => count(a) - count(b))[0]
}

// Where a restored volume belongs: a volume attaches only in its own zone, so a node that can run the workload must be there.

export interface NodeSeen {
  readonly name: string
  readonly zone: string
  readonly ready: boolean
  readonly unschedulable: boolean
  readonly labels: Readonly<Record<string, string>>
  readonly taints: readonly Taint[]
}

export interface Taint {
  readonly key: string
  readonly value?: string | undefined
  readonly effect: string
}

export interface Toleration {
  readonly key?: string | undefined
  readonly operator?: string | undefined
  readonly value?: string | undefined
  readonly effect?: string | undefined
}

export interface Wanting {
  readonly nodeSelector: Readonly<Record<string, string>>
  readonly tolerations: readonly Toleration[]
}

/** The old volume's zone while it can run the workload; else the one with most nodes that can; undefined when none can. */
export function chooseZone(nodes: readonly NodeSeen[], workload: Wanting, before: string): string | undefined {
  const able = nodes.filter(node => canRun(node, workload))
  const count = (zone: string) => able.filter(node => node.zone === zone).length
  const zones = [...new Set(able.map(({ zone }) => zone))].sort((a, b) => count(b) - count(a) || (a < b ? -1 : 1))
  return zones.includes(before) ? before : zones[0]
}

function canRun({ zone, ready, unschedulable, labels, taints }: NodeSeen, workload: Wanting): boolean {
  const selected = Object.entries(workload.nodeSelector).every(([key, value]) => labels[key] === value)
  const repelled = taints.some(
    taint => taint.effect !== 'PreferNoSchedule' && !workload.tolerations.some(each => tolerates(each, taint)),
  )
  return zone !== '' && ready && !unschedulable && selected && !repelled
}

/** Without a key, `Exists` tolerates everything; without an effect, every effect. */
function tolerates({ key, operator = 'Equal', value = '', effect }: Toleration, taint: Taint): boolean {
  if (effect !== undefined && effect !== '' && effect !== taint.effect) return false
  if (key === undefined || key === '') return operator === 'Exists'
  return key === taint.key && (operator === 'Exists' || value === (taint.value ?? ''))
}

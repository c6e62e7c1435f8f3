// What a run can do without stands where every failure holds, and only once: nothing else walks it back.
import type { Mode } from '../../../domain/run.ts'
import { written } from '../asl/arguments.ts'
import type { Node } from '../nodes.ts'
import { inMode, optionals } from '../walk.ts'
import type { Rule } from './rule.ts'

export const optionalsComeLast: Rule = ({ nodes }, mode) => {
  const all = optionals(nodes, mode)
  const [first] = all
  if (!first) return []
  const before = inMode(nodes, mode)
  const at = before.indexOf(first)
  return [
    ...(all.length > 1 ? [`there are ${all.length} optional passages; a machine has one`] : []),
    ...(at < 0 ? [`"${first.title}" stands inside another passage`] : []),
    ...(at >= 0 && !alwaysHolds(before.slice(0, at), mode)
      ? [`"${first.title}" stands where a failure may yet walk the run back; it comes after .serving(() => 'hold')`]
      : []),
  ]
}

const alwaysHolds = (nodes: readonly Node[], mode: Mode): boolean =>
  inMode(nodes, mode).some(
    node => node.kind === 'mark' && node.onFailure !== undefined && written(node.onFailure) === 'hold',
  )

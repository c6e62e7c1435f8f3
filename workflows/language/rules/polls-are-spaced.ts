// Polls of one resource are at least 10 s apart, 15 s for AWS Backup, and a wait expects to end before its limit.
import type { CheckContract } from '../../../lambdas/contract.ts'
import { type Node, type UndoTimes, undoTimes } from '../nodes.ts'
import { everyNode } from '../walk.ts'
import type { Rule } from './rule.ts'

interface Polling {
  readonly title: string
  readonly contract: CheckContract
  readonly times: UndoTimes
}

export const pollsAreSpaced: Rule = (scenario, mode, platform) =>
  everyNode(scenario.nodes, mode)
    .flatMap(pollingOf)
    .flatMap(({ title, contract, times }) => {
      const { expected, within, every } = times
      const backup = contract
        .needs(platform, mode)
        .some(need => need.kind === 'aws' && need.actions.some(action => action.startsWith('backup:')))
      const least = backup ? 15 : 10
      return [
        ...(every < least ? [`"${title}" polls every ${every} s; at least ${least} s are needed`] : []),
        ...(every > 60 ? [`"${title}" polls every ${every} s; the operator must be heeded within 60 s`] : []),
        ...(expected > within ? [`"${title}" expects ${expected} s but waits only ${within} s`] : []),
      ]
    })

function pollingOf(node: Node): readonly Polling[] {
  if (node.kind === 'wait') return [{ title: node.title, contract: node.contract, times: node }]
  if (node.kind !== 'step' || !node.undo) return []
  const { title, until, contract } = node.undo
  const itself =
    contract.effect === 'checks' ? [{ title, contract: contract as CheckContract, times: undoTimes(node.undo) }] : []
  return [...itself, ...(until ? [{ title, ...until }] : [])]
}

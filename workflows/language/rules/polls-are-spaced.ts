// Polls of one resource are at least 10 s apart, 15 s for AWS Backup, and a wait expects to end before its limit.
import { everyNode } from '../walk.ts'
import type { Rule } from './rule.ts'

export const pollsAreSpaced: Rule = (scenario, mode, platform) =>
  everyNode(scenario.nodes, mode).flatMap(node => {
    if (node.kind !== 'wait') return []
    const backup = node.contract
      .needs(platform, mode)
      .some(need => need.kind === 'aws' && need.actions.some(action => action.startsWith('backup:')))
    const least = backup ? 15 : 10
    return [
      ...(node.every < least ? [`"${node.title}" polls every ${node.every} s; at least ${least} s are needed`] : []),
      ...(node.every > 60
        ? [`"${node.title}" polls every ${node.every} s; the operator must be heeded within 60 s`]
        : []),
      ...(node.expected > node.within
        ? [`"${node.title}" expects ${node.expected} s but waits only ${node.within} s`]
        : []),
    ]
  })

// An approval: ask with a token, then read the decision record; what the callback carried is never trusted.
import { readDecision } from '../../../lambdas/read-decision/contract.ts'
import { requestDecision } from '../../../lambdas/request-decision/contract.ts'
import type { ApproveNode } from '../nodes.ts'
import { printCondition, printValue, written } from './arguments.ts'
import type { Context } from './context.ts'
import { catchAll, type Printed, type State, task, tokenTask } from './states.ts'

export function printApprove(node: ApproveNode, next: string, context: Context): Printed {
  if (context.inBranch) throw new Error(`"${node.title}": a person is not asked inside a parallel passage`)
  const where = { ...context, title: node.title }
  const names = { waived: `${node.title}: waived?`, decision: `${node.title}: decision` }
  const input = {
    title: node.title,
    within: node.within,
    facts: printValue(written(node.shows), where),
    topic: context.platform.muster.topic,
    requestedBy: '{% $request.requestedBy %}',
    requesterMayApprove: context.platform.muster.requesterMayApprove,
  }
  const failure = catchAll(node.name, node.title, { linger: 0, next: context.failure })
  const ask: State = {
    ...tokenTask({ contract: requestDecision, step: node.name, input, phase: context.phase }, node.within),
    Catch: [{ ErrorEquals: ['States.Timeout'], Output: {}, Next: names.decision }, failure],
    Next: names.decision,
  }
  const retries = (ask.Retry as { ErrorEquals: string[] }[]).map(retrier => ({
    ...retrier,
    ErrorEquals: retrier.ErrorEquals.filter(error => error !== 'States.Timeout'),
  }))
  const read: State = {
    ...task({ contract: readDecision, step: node.name, input: { title: node.title }, phase: context.phase }),
    Catch: [failure],
    Next: next,
  }
  const states: [string, State][] = [
    [node.title, { ...ask, Retry: retries }],
    [names.decision, read],
  ]
  if (!node.waived) return { entry: node.title, states }
  const waived: State = {
    Type: 'Choice',
    Comment: context.phase,
    Output: {},
    Choices: [{ Condition: `{% ${printCondition(node.waived, where)} %}`, Next: next }],
    Default: node.title,
  }
  return { entry: names.waived, states: [[names.waived, waived], ...states] }
}

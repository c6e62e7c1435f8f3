// A wait: poll, then ready, failed, paused, too late, or sleep and poll again. About nine history events a round.
import { NoLongerPaused } from '../../../domain/errors.ts'
import { holdForOperator } from '../../../lambdas/hold-for-operator/contract.ts'
import type { WaitNode } from '../nodes.ts'
import { printArguments } from './arguments.ts'
import type { Context } from './context.ts'
import { pollSeconds } from './poll-plan.ts'
import { PAYLOAD, type Printed, pass, type State, type States, task, tokenTask } from './states.ts'

export interface Exit {
  readonly next: string
  readonly assign?: object
}

export interface Loop {
  readonly node: Pick<WaitNode, 'name' | 'title' | 'contract' | 'args' | 'expected' | 'within' | 'every'>
  readonly ready: Exit
  /** `error` and `cause` are JSONata. */
  readonly failed: (error: string, cause: string) => Exit
  readonly catch: readonly object[]
  /** False in the undo chain: an undo is not aborted or paused. */
  readonly heedsOperator: boolean
  readonly attempts?: number
}

export function printLoop(loop: Loop, context: Context): Printed {
  const { node } = loop
  const names = namesOf(node.title)
  // A short thing is not asked after before it can be done: the first poll would be wasted and the second 10 s away.
  const early = node.expected < 30 ? node.expected : 0
  const afterBegin = early > 0 ? names.early : node.title
  const states: [string, State][] = [[names.begin, pass({ [waited(node)]: early }, afterBegin, context.phase)]]
  if (early > 0)
    states.push([names.early, { Type: 'Wait', Comment: context.phase, Seconds: early, Output: {}, Next: node.title }])
  states.push(
    [node.title, ask(loop, context)],
    [names.answer, answer(loop, context)],
    [names.sleep, sleep(loop, context)],
  )
  if (loop.heedsOperator) states.push([names.paused, paused(loop, context)])
  return { entry: names.begin, states }
}

const namesOf = (title: string) => ({
  begin: `${title}: begin`,
  early: `${title}: give it time`,
  answer: `${title}: answer`,
  sleep: `${title}: wait`,
  paused: `${title}: paused`,
})
const waited = (node: { readonly name: string }) => `waited_${node.name}`
const poll = (node: { readonly name: string }) => `poll_${node.name}`

function ask({ node, attempts, heedsOperator, ...loop }: Loop, context: Context): State {
  return {
    ...task({
      contract: node.contract,
      step: node.name,
      input: printArguments(node.args, node.contract.takes, { platform: context.platform, title: node.title }),
      phase: context.phase,
      record: context.recorded.has(node.name),
      heed: heedsOperator,
      ...(attempts && { attempts }),
    }),
    Assign: { [poll(node)]: PAYLOAD },
    Next: namesOf(node.title).answer,
    ...(loop.catch.length > 0 && { Catch: loop.catch }),
  }
}

function answer(loop: Loop, context: Context): State {
  const { node } = loop
  const seen = `$${poll(node)}`
  const names = namesOf(node.title)
  const rule = (condition: string, exit: Exit) => ({
    Condition: `{% ${condition} %}`,
    Next: exit.next,
    ...(exit.assign && { Assign: exit.assign }),
  })
  const late = `'Not within ${node.within} s. Last seen: ' & ${seen}.note`
  return {
    Type: 'Choice',
    Comment: context.phase,
    Output: {},
    Choices: [
      rule(`${seen}.status = 'ready'`, loop.ready),
      ...(loop.heedsOperator ? [rule(`${seen}.status = 'paused'`, { next: names.paused })] : []),
      rule(`${seen}.status = 'failed'`, loop.failed(`${seen}.error`, `${seen}.reason`)),
      rule(`$${waited(node)} >= ${node.within}`, loop.failed("'TooLate'", late)),
    ],
    Default: names.sleep,
  }
}

function sleep({ node }: Loop, context: Context): State {
  return {
    Type: 'Wait',
    Comment: context.phase,
    Seconds: `{% ${pollSeconds(node)} %}`,
    Assign: { [waited(node)]: `{% $${waited(node)} + (${pollSeconds(node)}) %}` },
    Output: {},
    Next: node.title,
  }
}

/** Paused by the operator: sleeps on a token, without polling, until resumed; then asks again. */
function paused({ node, ...loop }: Loop, context: Context): State {
  return {
    ...tokenTask(
      { contract: holdForOperator, step: node.name, input: { title: node.title }, phase: context.phase },
      86_400,
    ),
    Next: node.title,
    Catch: [{ ErrorEquals: [NoLongerPaused.code], Output: {}, Next: node.title }, ...loop.catch],
  }
}

export type { States }

// A wait: poll, then ready, failed, paused, too late, or sleep and poll again. About nine history events a round.
import { NoLongerPaused } from '../../../domain/errors.ts'
import { holdForOperator } from '../../../lambdas/hold-for-operator/contract.ts'
import type { WaitNode } from '../nodes.ts'
import { printArguments, printValue, written } from './arguments.ts'
import { type Context, variableOf } from './context.ts'
import { lessWatched, notBefore, pollSeconds, secondsBefore, secondsOfWatch } from './poll-plan.ts'
import { PAYLOAD, type Printed, pass, type State, type States, task, tokenTask } from './states.ts'

export interface Exit {
  readonly next: string
  readonly assign?: object
}

export interface Loop {
  readonly node: Pick<WaitNode, 'name' | 'title' | 'contract' | 'args' | 'expected' | 'estimate' | 'within' | 'every'>
  readonly ready: Exit
  /** `error` and `cause` are JSONata. */
  readonly failed: (error: string, cause: string) => Exit
  readonly catch: readonly object[]
  /** False in the undo chain: an undo is not aborted or paused. */
  readonly heedsOperator: boolean
  readonly attempts?: number
  /** Time has gone by since it began: the first poll comes at once. */
  readonly begunBefore?: boolean
}

export function printLoop(loop: Loop, context: Context): Printed {
  const { node } = loop
  const names = namesOf(node.title)
  // A watch begun too early costs nothing and sees the end; a poll too early costs the distance to the next.
  const before = loop.begunBefore || node.contract.watches ? undefined : secondsBefore(node, estimateOf(node, context))
  const early = typeof before === 'string' ? `{% ${before} %}` : (before ?? 0)
  const afterBegin = before === undefined ? node.title : names.early
  const states: [string, State][] = [[names.begin, pass({ [waited(node, context)]: early }, afterBegin, context.phase)]]
  if (before !== undefined)
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
const waited = ({ name }: Loop['node'], context: Context) => `waited_${variableOf(name, context)}`
const poll = ({ name }: Loop['node'], context: Context) => `poll_${variableOf(name, context)}`

function ask({ node, attempts, heedsOperator, ...loop }: Loop, context: Context): State {
  return {
    ...task({
      contract: node.contract,
      step: node.name,
      input: printArguments(node.args, node.contract.takes, { ...context, title: node.title }),
      phase: context.phase,
      record: context.recorded.has(node.name),
      heed: heedsOperator,
      ...(node.contract.watches && { watch: secondsOfWatch(node) }),
      ...(attempts && { attempts }),
    }),
    Assign: { [poll(node, context)]: PAYLOAD },
    Next: namesOf(node.title).answer,
    ...(loop.catch.length > 0 && { Catch: loop.catch }),
  }
}

function answer(loop: Loop, context: Context): State {
  const { node } = loop
  const seen = `$${poll(node, context)}`
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
      rule(`$${waited(node, context)} >= ${node.within}`, loop.failed("'TooLate'", late)),
    ],
    Default: names.sleep,
  }
}

/** JSONata of what an earlier step expects. */
function estimateOf({ estimate, title }: Loop['node'], context: Context): string | undefined {
  if (!estimate) return undefined
  const printed = printValue(written(estimate), { ...context, title })
  if (typeof printed !== 'string' || !printed.startsWith('{%'))
    throw new Error(`"${title}": an estimate is what a step has given, not ${String(printed)}; say it as expected`)
  return printed.slice(2, -2).trim()
}

function sleep({ node }: Loop, context: Context): State {
  const seen = `$${poll(node, context)}`
  const plan = pollSeconds({ ...node, name: variableOf(node.name, context) }, estimateOf(node, context))
  const planned = node.contract.tellsLeft ? notBefore(`${seen}.left`, plan) : plan
  const seconds = node.contract.watches ? lessWatched(`${seen}.watched`, planned) : planned
  return {
    Type: 'Wait',
    Comment: context.phase,
    Seconds: `{% ${seconds} %}`,
    Assign: { [waited(node, context)]: `{% $${waited(node, context)} + (${planned}) %}` },
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

// Prints the nodes of a passage, last to first, so that each knows where it goes next.
import { heedOperator } from '../../../lambdas/heed-operator/contract.ts'
import type {
  ChooseNode,
  Condition,
  EitherNode,
  MarkNode,
  Node,
  ParallelNode,
  PhaseNode,
  StepNode,
  WaitNode,
} from '../nodes.ts'
import { everyNode, given, inMode } from '../walk.ts'
import { printApprove } from './approve.ts'
import { printArguments, printCondition, printValue, written } from './arguments.ts'
import { begunInBranches } from './begun-in-branches.ts'
import { type Context, variableOf } from './context.ts'
import { printOptional } from './optional.ts'
import {
  before,
  begun,
  CAUSE_TEXT,
  catchAll,
  PAYLOAD,
  type Printed,
  pass,
  type State,
  task,
  taskTimeout,
} from './states.ts'
import { type Exit, printLoop } from './wait.ts'
import { printWaking } from './wake.ts'

export function printNodes(nodes: readonly Node[], next: string, context: Context): Printed {
  let phase = context.phase
  const placed = inMode(nodes, context.mode).map(node => {
    if (node.kind === 'phase') phase = node.title
    return { node, context: { ...context, phase } }
  })
  return placed.reduceRight<Printed>(
    (after, { node, context }) => {
      const waking = context.wakings.find(each => each.after === node)
      const then = waking ? before(printWaking(waking, after.entry, context), after) : after
      return before(printNode(node, then.entry, context), then)
    },
    { entry: next, states: [] },
  )
}

function printNode(node: Node, next: string, context: Context): Printed {
  switch (node.kind) {
    case 'step':
      return printStep(node, next, context)
    case 'wait':
      return printWait(node, next, context)
    case 'approve':
      return printApprove(node, next, context)
    case 'choose':
      return printChoose(node, next, context)
    case 'either':
      return printEither(node, next, context)
    case 'parallel':
      return printParallel(node, next, context)
    case 'optional':
      return printOptional(node, next, context, printNodes)
    case 'phase':
      return printPhase(node, next, context)
    case 'mark':
      return printMark(node, next, context)
    case 'only':
      throw new Error('only is opened before printing')
  }
}

function printStep(node: StepNode, next: string, context: Context): Printed {
  const { contract, name, title } = node
  const input = printArguments(node.args, contract.takes, { ...context, title })
  const marks = node.undo && !context.inBranch ? { touched: true, begun: begun([name]) } : {}
  const linger = taskTimeout(contract)
  // Only a drill may give up and succeed; a real run that finds the platform taken has done nothing and says so.
  const skips = (context.mode === 'drill' ? (node.skipsOn ?? []) : []).map(error => ({
    ErrorEquals: [error.code],
    Assign: { outcome: 'Skipped', cause: `{% ${CAUSE_TEXT} %}` },
    Output: {},
    Next: context.failure,
  }))
  const state: State = {
    ...task({
      contract,
      step: name,
      input,
      phase: context.phase,
      record: context.recorded.has(name),
      // 24 retries of at most 30 s, with full jitter: six minutes on average where calls fail at once, longer where they hang.
      ...(node.persistent && { attempts: 24 }),
    }),
    Assign: { [variableOf(name, context)]: PAYLOAD, ...marks },
    ...(!context.inBranch && {
      Catch: [...skips, catchAll(name, title, { assign: marks, linger, next: context.failure })],
    }),
    Next: next,
  }
  return { entry: title, states: [[title, state]] }
}

function printWait(node: WaitNode, next: string, context: Context): Printed {
  const name = variableOf(node.name, context)
  const ready: Exit = { next, assign: { [name]: `{% $poll_${name}.value %}` } }
  if (!context.inBranch) {
    const failed = (error: string, cause: string): Exit => ({
      next: context.failure,
      assign: {
        failure: { step: node.name, title: node.title, error: `{% ${error} %}`, cause: `{% ${cause} %}` },
        linger: 0,
      },
    })
    return printLoop(
      {
        node,
        ready,
        failed,
        heedsOperator: true,
        catch: [catchAll(node.name, node.title, { linger: 0, next: context.failure })],
      },
      context,
    )
  }
  const failedName = `${node.title}: failed`
  const variable = `failed_${name}`
  const failed = (error: string, cause: string): Exit => ({
    next: failedName,
    assign: {
      [variable]: { error: `{% ${error} %}`, cause: `{% '${node.title.replaceAll("'", '’')}: ' & ${cause} %}` },
    },
  })
  const printed = printLoop({ node, ready, failed, heedsOperator: true, catch: [] }, context)
  const fail: State = { Type: 'Fail', Error: `{% $${variable}.error %}`, Cause: `{% $${variable}.cause %}` }
  return { entry: printed.entry, states: [...printed.states, [failedName, fail]] }
}

function printChoose(node: ChooseNode, next: string, context: Context): Printed {
  const then = printNodes(node.nodes, next, context)
  const condition = printCondition(node.when, { ...context, title: node.title })
  const state: State = {
    Type: 'Choice',
    Comment: context.phase,
    Output: {},
    Choices: [{ Condition: `{% ${condition} %}`, Next: then.entry }],
    Default: next,
  }
  return { entry: node.title, states: [[node.title, state], ...then.states] }
}

/** The last way is the one left over, so that no value can be without a way: a Choice that matches nothing has no Catch. */
function printEither(node: EitherNode, next: string, context: Context): Printed {
  const { title } = node
  const ways = Object.entries(node.ways).map(([value, nodes]) => ({ value, ...printNodes(nodes, next, context) }))
  const rules = ways.slice(0, -1).map(({ value, entry }) => {
    const is: Condition = refs => ({ subject: node.on(refs) as object, is: 'equal', to: value })
    return { Condition: `{% ${printCondition(is, { ...context, title })} %}`, Next: entry }
  })
  const Default = ways.at(-1)?.entry ?? next
  const state: State = { Type: 'Choice', Comment: context.phase, Output: {}, Choices: rules, Default }
  return { entry: title, states: [[title, state], ...ways.flatMap(({ states }) => states)] }
}

function printParallel(node: ParallelNode, next: string, context: Context): Printed {
  const inside: Context = { ...context, inBranch: true }
  const branches = Object.entries(node.branches).map(([key, nodes]) =>
    printBranch(
      `${node.title}: ${key}`,
      nodes,
      node.open ? { ...inside, called: calledInside(nodes, context) } : inside,
    ),
  )
  const below = Object.values(node.branches).flatMap(nodes => everyNode(nodes, context.mode))
  // Of a passage within a passage the outer one has marked every step, and takes every error.
  const marked = context.inBranch ? undefined : begunInBranches(node.branches, context)
  const linger = Math.max(0, ...below.map(each => ('contract' in each ? taskTimeout(each.contract) : 0)))
  const escaped = catchAll(node.name, node.title, { linger, next: context.failure })
  const state: State = {
    Type: 'Parallel',
    Comment: context.phase,
    Branches: branches,
    Assign: learntFrom(node, context),
    Output: {},
    // The other branch was aborted, and its function may still be running whatever the error was.
    ...(!context.inBranch && { Catch: [{ ...escaped, Assign: { ...escaped.Assign, linger } }] }),
    Next: next,
  }
  if (marked === undefined) return { entry: node.title, states: [[node.title, state]] }
  const begin = `${node.title}: begin`
  return {
    entry: begin,
    states: [
      [begin, pass({ touched: true, begun: marked }, node.title)],
      [node.title, state],
    ],
  }
}

/** Below the name of the passage, or each by its own. */
function learntFrom({ name, open, branches }: ParallelNode, context: Context): Readonly<Record<string, string>> {
  const results = Object.entries(branches).map(([key, nodes], index) => ({
    key,
    nodes,
    at: `$states.result[${index}]`,
  }))
  if (!open)
    return { [variableOf(name, context)]: `{% {${results.map(({ key, at }) => `'${key}': ${at}`).join(', ')}} %}` }
  return Object.fromEntries(
    results.flatMap(({ nodes, at }) =>
      given(nodes, context.mode).map(each => [variableOf(each, context), `{% ${at}.${each} %}`]),
    ),
  )
}

/** Everything that the branch assigns. */
function calledInside(nodes: readonly Node[], context: Context): Context['called'] {
  const names = everyNode(nodes, context.mode).flatMap(node => ('name' in node ? [node.name] : []))
  return new Map([
    ...context.called,
    ...names.map((name): [string, string] => [name, `${variableOf(name, context)}_here`]),
  ])
}

function printBranch(title: string, nodes: readonly Node[], context: Context) {
  const end = `${title}: done`
  const { entry, states } = printNodes(nodes, end, context)
  const output = Object.fromEntries(
    given(nodes, context.mode).map(name => [name, `{% $${variableOf(name, context)} %}`]),
  )
  return { StartAt: entry, States: Object.fromEntries([...states, [end, { Type: 'Pass', Output: output, End: true }]]) }
}

/** Between phases the operator is heeded; `name` in the journal says which boundary it was. */
function printPhase(node: PhaseNode, next: string, context: Context): Printed {
  if (context.inBranch) return { entry: next, states: [] }
  const name = `phase_${node.title.toLowerCase().replace(/\W+/g, '_')}`
  const wait: WaitNode = {
    kind: 'wait',
    name,
    title: `Begin: ${node.title}`,
    contract: heedOperator,
    args: () => ({ phase: node.title }),
    expected: 60,
    within: 60,
    every: 10,
  }
  return printWait(wait, next, context)
}

function printMark(node: MarkNode, next: string, context: Context): Printed {
  const title =
    node.mark === 'proved' ? 'Proved: worth keeping from here on' : 'Serving: going back is a decision from here on'
  const policy = node.onFailure && printValue(written(node.onFailure), { ...context, title })
  const assign = node.mark === 'proved' ? { proved: true } : { serving: true, afterCutover: policy }
  return { entry: title, states: [[title, pass(assign, next, context.phase)]] }
}

// The undo chain: every undo of the runbook, last first; those whose step never began are passed over.
import type { Node, Undo } from '../nodes.ts'
import { type Undoable, undoable } from '../walk.ts'
import { printArguments } from './arguments.ts'
import type { Context } from './context.ts'
import { CAUSE_TEXT, PAYLOAD, type Printed, type State, task } from './states.ts'
import { printLoop } from './wait.ts'

export function printUndoChain(nodes: readonly Node[], next: string, context: Context): Printed {
  const phase: Context = { ...context, phase: 'Undo', inBranch: false }
  // First printed is last undone: each undo leads to that of the step before.
  return undoable(nodes, context.mode).reduce<Printed>(
    (after, step) => {
      const printed = printUndo(step, after.entry, phase)
      return { entry: printed.entry, states: [...printed.states, ...after.states] }
    },
    { entry: next, states: [] },
  )
}

function printUndo(step: Undoable, next: string, context: Context): Printed {
  const { undo } = step
  const begun = `Begun? ${step.title}`
  const own = printReversal(step, next, context)
  const kept =
    undo.onceProved && context.mode === 'recover' ? printRetained(step, undo.onceProved, next, context) : undefined
  const choices = [
    ...(kept ? [{ Condition: `{% $begun.${step.name} and $proved %}`, Next: kept.entry }] : []),
    { Condition: `{% $begun.${step.name} %}`, Next: own.entry },
  ]
  const choice: State = { Type: 'Choice', Comment: context.phase, Output: {}, Choices: choices, Default: next }
  return { entry: begun, states: [[begun, choice], ...(kept?.states ?? []), ...own.states] }
}

function printReversal(step: Undoable, next: string, context: Context): Printed {
  const { undo } = step
  const left = { next, catch: [leftover(step, undo.title, next)] }
  if (!undo.until)
    return printUndoTask({ step, title: undo.title, contract: undo.contract, args: undo.args }, left, context)
  const loop = printLoop(
    {
      node: {
        name: `undo_${step.name}`,
        title: `${undo.title}: done?`,
        contract: undo.until.contract,
        args: undo.until.args,
        expected: 60,
        within: undo.until.within,
        every: 15,
      },
      ready: { next },
      failed: (error, cause) => ({ next, assign: { leftovers: appendLeftover(step, undo.title, error, cause) } }),
      heedsOperator: false,
      catch: [leftover(step, undo.title, next)],
      attempts: 8,
    },
    context,
  )
  const start = printUndoTask(
    { step, title: undo.title, contract: undo.contract, args: undo.args },
    { next: loop.entry, catch: [leftover(step, undo.title, next)] },
    context,
  )
  return { entry: start.entry, states: [...start.states, ...loop.states] }
}

function printRetained(step: Undoable, kept: NonNullable<Undo['onceProved']>, next: string, context: Context): Printed {
  return printUndoTask({ step, ...kept }, { next, catch: [leftover(step, kept.title, next)] }, context)
}

type Deed = Pick<Undo, 'title' | 'contract' | 'args'> & { readonly step: Undoable }

function printUndoTask(
  deed: Deed,
  exits: { readonly next: string; readonly catch: readonly object[] },
  context: Context,
): Printed {
  const { step, title, contract, args } = deed
  const input = printArguments(args, contract.takes, { platform: context.platform, title })
  const state: State = {
    ...task({ contract, step: `undo_${step.name}`, input, phase: context.phase, attempts: 8 }),
    Assign: { [`undone_${step.name}`]: PAYLOAD },
    Catch: exits.catch,
    Next: exits.next,
  }
  return { entry: title, states: [[title, state]] }
}

/** An undo that fails is never swallowed: it becomes a leftover, and the chain goes on. */
const leftover = (step: Undoable, title: string, next: string) => ({
  ErrorEquals: ['States.ALL'],
  Assign: {
    leftovers: appendLeftover(step, title, '$states.errorOutput.Error', CAUSE_TEXT),
  },
  Output: {},
  Next: next,
})

function appendLeftover(step: Undoable, title: string, error: string, cause: string): string {
  const name = title.replaceAll("'", '’')
  return `{% $append($leftovers, [{'step': '${step.name}', 'undo': '${name}', 'error': ${error}, 'cause': ${cause}}]) %}`
}

// The undo chain: every undo of the runbook, last first; those whose step never began are passed over.
import { minutes } from '../../../domain/duration.ts'
import type { CheckContract } from '../../../lambdas/contract.ts'
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
    ...(kept && undo.onceProved
      ? [
          {
            Condition: `{% $begun.${step.name} and $proved %}`,
            Assign: undone(undo.onceProved.title),
            Next: kept.entry,
          },
        ]
      : []),
    { Condition: `{% $begun.${step.name} %}`, Assign: undone(undo.title), Next: own.entry },
  ]
  const choice: State = { Type: 'Choice', Comment: context.phase, Output: {}, Choices: choices, Default: next }
  return { entry: begun, states: [[begun, choice], ...(kept?.states ?? []), ...own.states] }
}

/** Told in the cause, less those that turn out to be leftovers. */
const undone = (title: string) => ({ undone: `{% $append($undone, ['${quotable(title)}']) %}` })

const quotable = (title: string): string => title.replaceAll("'", '’')

function printReversal(step: Undoable, next: string, context: Context): Printed {
  const { undo } = step
  const exits = { next, catch: [leftover(step, undo.title, next)] }
  // An undo may be nothing but a wait: work that goes on round by round until it is done.
  if (undo.contract.effect === 'checks') {
    const times = { expected: 60, within: undo.within ?? minutes(30), every: 15 }
    const check = { contract: undo.contract as CheckContract, args: undo.args, times }
    return printUndoLoop(step, { title: undo.title, check }, exits, context)
  }
  if (!undo.until) return printUndoTask({ step, ...undo }, exits, context)
  const loop = printUndoLoop(step, { title: `${undo.title}: done?`, check: undo.until }, exits, context)
  const start = printUndoTask({ step, ...undo }, { ...exits, next: loop.entry }, context)
  return { entry: start.entry, states: [...start.states, ...loop.states] }
}

interface Exits {
  readonly next: string
  readonly catch: readonly object[]
}

interface UndoWait {
  readonly title: string
  readonly check: NonNullable<Undo['until']>
}

function printUndoLoop(step: Undoable, { title, check }: UndoWait, exits: Exits, context: Context): Printed {
  const { contract, args, times } = check
  return printLoop(
    {
      node: { name: `undo_${step.name}`, title, contract, args, ...times },
      ready: { next: exits.next },
      failed: (error, cause) => ({
        next: exits.next,
        assign: { leftovers: appendLeftover(step, step.undo.title, error, cause) },
      }),
      heedsOperator: false,
      catch: exits.catch,
      attempts: 8,
    },
    context,
  )
}

function printRetained(step: Undoable, kept: NonNullable<Undo['onceProved']>, next: string, context: Context): Printed {
  return printUndoTask({ step, ...kept }, { next, catch: [leftover(step, kept.title, next)] }, context)
}

type Deed = Pick<Undo, 'title' | 'contract' | 'args'> & { readonly step: Undoable }

function printUndoTask(deed: Deed, exits: Exits, context: Context): Printed {
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
  return `{% $append($leftovers, [{'step': '${step.name}', 'undo': '${quotable(title)}', 'error': ${error}, 'cause': ${cause}}]) %}`
}

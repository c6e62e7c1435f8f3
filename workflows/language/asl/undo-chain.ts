// The undo chain, last first: what never began is passed over, what may go on side by side is started together.
import type { CheckContract } from '../../../lambdas/contract.ts'
import { type Node, type Undo, undoTimes } from '../nodes.ts'
import { type Round, type Undoable, undoRounds } from '../walk.ts'
import { printArguments } from './arguments.ts'
import type { Context } from './context.ts'
import { before, CAUSE_TEXT, PAYLOAD, type Printed, pass, type State, task } from './states.ts'
import { printLoop } from './wait.ts'

/** Where every ending begins. */
export const CLOSE = 'Release the platform'

/** JSONata, in words for people: what failed, what could not be undone, and the titles of what was. */
export const CAUSE = "$failure.title & ' (' & $failure.error & '): ' & $failure.cause"
export const NOT_UNDONE = "$join($leftovers.(undo & ' (' & error & ': ' & cause & ')'), ', ')"
export const UNDONE = '$undone[$not($ in $leftovers.undo)]'

export function printUndoChain(nodes: readonly Node[], next: string, context: Context): Printed {
  const phase: Context = { ...context, phase: 'Undo', inBranch: false }
  // First printed is last undone: each round leads to the one before.
  return undoRounds(nodes, context.mode).reduce<Printed>(
    (after, round) => before(printRound(round, after.entry, phase), after),
    {
      entry: next,
      states: [],
    },
  )
}

/**
 * One undo waits for its own end; several are all started before the first is awaited. What goes on only as often as it is
 * asked is awaited before what goes on by itself.
 */
function printRound(round: Round, next: string, context: Context): Printed {
  const [only, ...others] = round
  if (only && others.length === 0) return printUndo(only, { start: printReversal(only, next, context), next }, context)
  const takingTime = round.filter(takesTime)
  const awaited = [...takingTime.filter(each => !isCheck(each)), ...takingTime.filter(isCheck)]
  const waits = awaited.reduce<Printed>(
    (after, step) =>
      before(printAwaited(step, { next: after.entry, isFirst: step === awaited.at(-1) }, context), after),
    { entry: next, states: [] },
  )
  return round.reduce<Printed>((after, step) => {
    const start = takesTime(step) ? printStart(step, after.entry, context) : printReversal(step, after.entry, context)
    return before(printUndo(step, { start, next: after.entry }, context), after)
  }, waits)
}

interface Way {
  readonly start: Printed
  readonly next: string
}

function printUndo(step: Undoable, { start, next }: Way, context: Context): Printed {
  const { undo } = step
  const begun = `Begun? ${step.title}`
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
    { Condition: `{% $begun.${step.name} %}`, Assign: undone(undo.title), Next: start.entry },
  ]
  const choice: State = { Type: 'Choice', Comment: context.phase, Output: {}, Choices: choices, Default: next }
  return { entry: begun, states: [[begun, choice], ...(kept?.states ?? []), ...start.states] }
}

const isCheck = ({ undo }: Undoable): boolean => undo.contract.effect === 'checks'
const takesTime = (step: Undoable): boolean => isCheck(step) || step.undo.until !== undefined

/** Its beginning, and a note that its end must be awaited. An undo that is nothing but a wait has only the note. */
function printStart(step: Undoable, next: string, context: Context): Printed {
  const awaited = { awaited: `{% $merge([$awaited, {'${step.name}': true}]) %}` }
  const title = `${step.undo.title}: begun`
  const noted = pass(awaited, next, context.phase)
  if (isCheck(step)) return { entry: title, states: [[title, noted]] }
  const start = printUndoTask(
    { step, ...step.undo },
    { next: title, catch: [leftover(step, step.undo.title, next)] },
    context,
  )
  return { entry: start.entry, states: [...start.states, [title, noted]] }
}

interface Turn {
  readonly next: string
  /** Those after it have had time while it was awaited. */
  readonly isFirst: boolean
}

function printAwaited(step: Undoable, { next, isFirst }: Turn, context: Context): Printed {
  const exits = { next, catch: [leftover(step, step.undo.title, next)], begunBefore: !isFirst }
  const loop = printEnd(step, exits, context)
  const title = `Awaited? ${step.title}`
  const choice: State = {
    Type: 'Choice',
    Comment: context.phase,
    Output: {},
    Choices: [{ Condition: `{% $awaited.${step.name} = true %}`, Next: loop.entry }],
    Default: next,
  }
  return { entry: title, states: [[title, choice], ...loop.states] }
}

/** Told in the cause, less those that turn out to be leftovers. */
const undone = (title: string) => ({ undone: `{% $append($undone, ['${quotable(title)}']) %}` })

const quotable = (title: string): string => title.replaceAll("'", '’')

function printReversal(step: Undoable, next: string, context: Context): Printed {
  const { undo } = step
  const exits = { next, catch: [leftover(step, undo.title, next)] }
  if (!takesTime(step)) return printUndoTask({ step, ...undo }, exits, context)
  const loop = printEnd(step, exits, context)
  if (isCheck(step)) return loop
  return before(printUndoTask({ step, ...undo }, { ...exits, next: loop.entry }, context), loop)
}

/** An undo may be nothing but a wait: work that goes on round by round until it is done. */
function printEnd(step: Undoable, exits: Exits, context: Context): Printed {
  const { undo } = step
  if (undo.until) return printUndoLoop(step, { title: `${undo.title}: done?`, check: undo.until }, exits, context)
  const check = { contract: undo.contract as CheckContract, args: undo.args, times: undoTimes(undo) }
  return printUndoLoop(step, { title: undo.title, check }, exits, context)
}

interface Exits {
  readonly next: string
  readonly catch: readonly object[]
  readonly begunBefore?: boolean
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
      ...(exits.begunBefore && { begunBefore: true }),
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
  const input = printArguments(args, contract.takes, { ...context, title })
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

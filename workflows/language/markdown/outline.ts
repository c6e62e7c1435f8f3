// A runbook as data for people: what `muster explain --json` gives, and what Markdown and the terminal are made from.
import type { Platform } from '../../../domain/platform.ts'
import type { Mode } from '../../../domain/run.ts'
import type { Use } from '../../../lambdas/permissions.ts'
import { usesOf } from '../../deployment.ts'
import { machineName } from '../asl/machine.ts'
import type { Scenario } from '../nodes.ts'
import { expectedSeconds } from '../rules/budget-fits-rto.ts'
import { inMode, undoable } from '../walk.ts'
import { expectedAfterServing, longestApprovals } from './expected.ts'
import { itemsOf } from './items.ts'
import { permissionsOf } from './permissions.ts'
import { type RequestField, requestFields } from './request-fields.ts'

export interface Outline {
  readonly scenario: string
  readonly title: string
  readonly summary: string
  readonly mode: Mode
  /** Name of the deployed state machine. */
  readonly machine: string
  readonly promised: { readonly rtoSeconds: number; readonly rpoSeconds: Readonly<Record<string, number>> }
  readonly expected: {
    /** Sum of the waits until users are served again; side by side where they run side by side. */
    readonly untilServedSeconds: number
    /** Waits after that, such as the commit window. */
    readonly afterwardsSeconds: number
    /** How long people may take over all approvals together, at most. */
    readonly approvalsAtMostSeconds: number
  }
  readonly request: readonly RequestField[]
  readonly phases: readonly PhaseOutline[]
  /** What is done when a step fails, in the order in which it is done: last step first. */
  readonly undoChain: readonly (UndoOutline & { readonly of: string })[]
  /** Verbs that stand around every runbook: they check the request, report, tell, release and unwind. */
  readonly around: readonly VerbOutline[]
}

export interface PhaseOutline {
  readonly title: string
  readonly items: readonly Item[]
}

export type Item = StepItem | WaitItem | ApprovalItem | ChoiceItem | ParallelItem | MarkItem

/** What a verb may do, from its contract's `needs`. */
export interface VerbOutline {
  readonly verb: string
  /** What it may change, such as `rds:DeleteDBCluster on cluster:shop-rec-*`. Empty: it only reads. */
  readonly changes: readonly string[]
  /** Everything it may do. */
  readonly permissions: readonly string[]
}

export interface StepItem extends VerbOutline {
  readonly kind: 'step'
  /** Counted through the whole runbook of this mode. */
  readonly number: number
  readonly name: string
  readonly title: string
  /** Why doing it again is safe. */
  readonly again: string
  readonly undo: UndoOutline | null
  /** Errors that end the run quietly as Skipped. */
  readonly skipsOn: readonly string[]
}

export interface UndoOutline extends VerbOutline {
  readonly title: string
  /** For undos that take time. */
  readonly waitsAtMostSeconds: number | null
  /** Recover mode: done instead once the restore is proved. */
  readonly onceProved: (VerbOutline & { readonly title: string }) | null
}

export interface WaitItem extends VerbOutline {
  readonly kind: 'wait'
  readonly number: number
  readonly name: string
  readonly title: string
  readonly expectedSeconds: number
  readonly withinSeconds: number
  /** Seconds between polls while completion is due. */
  readonly everySeconds: number
  readonly countsTowardsRto: boolean
}

export interface ApprovalItem {
  readonly kind: 'approval'
  readonly number: number
  readonly name: string
  readonly title: string
  /** Names of the facts that the approver is shown. */
  readonly shows: readonly string[]
  /** A condition on the request under which nobody is asked; null: always asked. */
  readonly waivedWhen: string | null
  readonly withinSeconds: number
  readonly onSilence: 'stop'
}

export interface ChoiceItem {
  readonly kind: 'choice'
  readonly title: string
  /** The condition under which `items` are done. */
  readonly when: string
  readonly items: readonly Item[]
}

export interface ParallelItem {
  readonly kind: 'parallel'
  readonly name: string
  readonly title: string
  readonly branches: readonly { readonly name: string; readonly items: readonly Item[] }[]
}

export interface MarkItem {
  readonly kind: 'mark'
  readonly mark: 'proved' | 'serving'
  /** For `serving`: what decides between hold and rollback, such as `request.onFailingHealth`. */
  readonly onFailure: string | null
}

/** The runbook of one mode. Permissions and names are those on this platform. */
export function outlineOf(scenario: Scenario, platform: Platform, mode: Mode): Outline {
  const verbs = verbsOf(scenario, platform, mode)
  const phases = phasesOf(scenario, mode, verbs)
  const { rto, rpo } = scenario.objectives
  return {
    scenario: scenario.name,
    title: scenario.title,
    summary: scenario.summary,
    mode,
    machine: machineName(scenario, platform, mode),
    promised: { rtoSeconds: rto, rpoSeconds: rpo },
    expected: {
      untilServedSeconds: expectedSeconds(scenario.nodes, mode),
      afterwardsSeconds: expectedAfterServing(scenario.nodes, mode),
      approvalsAtMostSeconds: longestApprovals(scenario.nodes, mode),
    },
    request: requestFields(scenario.requests[mode]),
    phases,
    undoChain: undoable(scenario.nodes, mode)
      .toReversed()
      .map(step => ({ of: step.title, ...verbs.undo(step.undo) })),
    around: verbs.around(phases),
  }
}

/** Looks up what the verbs of this machine may do. */
export type Verbs = ReturnType<typeof verbsOf>

function verbsOf(scenario: Scenario, platform: Platform, mode: Mode) {
  const uses = new Map(usesOf([scenario], mode).map(use => [use.contract.name, use]))
  const outline = (use: Use): VerbOutline => ({ verb: use.contract.name, ...permissionsOf(use, platform, mode) })
  const verb = ({ name }: Use['contract']): VerbOutline => {
    const use = uses.get(name)
    if (!use) throw new Error(`${name} is in the runbook of ${scenario.name} and not among what its machine uses`)
    return outline(use)
  }
  const undo = ({ title, contract, until, onceProved }: ReturnType<typeof undoable>[number]['undo']): UndoOutline => ({
    title,
    ...verb(contract),
    waitsAtMostSeconds: until?.within ?? null,
    onceProved: onceProved && mode === 'recover' ? { title: onceProved.title, ...verb(onceProved.contract) } : null,
  })
  const around = (phases: readonly PhaseOutline[]): readonly VerbOutline[] => {
    const shown = new Set(phases.flatMap(({ items }) => items.flatMap(verbNames)))
    return [...uses.values()].filter(({ contract }) => !shown.has(contract.name)).map(outline)
  }
  return { verb, undo, around }
}

function verbNames(item: Item): readonly string[] {
  switch (item.kind) {
    case 'step':
      return [item.verb, ...(item.undo ? [item.undo.verb, item.undo.onceProved?.verb ?? item.undo.verb] : [])]
    case 'wait':
      return [item.verb]
    case 'choice':
      return item.items.flatMap(verbNames)
    case 'parallel':
      return item.branches.flatMap(branch => branch.items.flatMap(verbNames))
    default:
      return []
  }
}

/** Nodes that stand before the first phase belong to a phase called Begin, as in the printed machine. */
function phasesOf(scenario: Scenario, mode: Mode, verbs: Verbs): readonly PhaseOutline[] {
  const phases: { title: string; nodes: Scenario['nodes'][number][] }[] = [{ title: 'Begin', nodes: [] }]
  for (const node of inMode(scenario.nodes, mode)) {
    if (node.kind === 'phase') phases.push({ title: node.title, nodes: [] })
    else phases.at(-1)?.nodes.push(node)
  }
  let number = 0
  const next = () => ++number
  return phases
    .map(({ title, nodes }) => ({ title, items: itemsOf(nodes, { mode, verbs, next }) }))
    .filter(({ items }) => items.length > 0)
}

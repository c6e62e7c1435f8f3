// A whole state machine from a scenario: opening, runbook, undo chain, closing.
import { type Platform, platformName } from '../../../domain/platform.ts'
import { platformIn } from '../../../domain/restore-role.ts'
import type { Mode } from '../../../domain/run.ts'
import type { Scenario } from '../nodes.ts'
import { check as checkRules } from '../rules/index.ts'
import { everyNode, inMode, optionals, undoable } from '../walk.ts'
import { type Context, FAILURE } from './context.ts'
import { type FrameParts, printClosing, printOpening, RUNBOOK_DONE } from './frame.ts'
import { printNodes } from './print-nodes.ts'
import { taskTimeout } from './states.ts'
import { printUndoChain } from './undo-chain.ts'
import { contractsOf, recordedSteps } from './used.ts'
import { printWaking, wakings } from './wake.ts'

/** The name of the deployed machine: `<project>-<environment>-<scenario>-<mode>`, at most 80 characters. */
export const machineName = (scenario: Pick<Scenario, 'name'>, platform: Platform, mode: Mode): string =>
  `${platformName(platform)}-${scenario.name}-${mode}`

/** The definition that is deployed and rehearsed, byte for byte. Throws when a rule of the language is broken. */
export function printMachine(scenario: Scenario, platform: Platform, mode: Mode): string {
  checkRules(scenario, platform, mode)
  // A drill's machine names nothing by which real runs restore.
  const context: Context = {
    platform: platformIn(mode, platform),
    mode,
    phase: 'Begin',
    inBranch: false,
    called: new Map(),
    wakings: wakings(scenario.nodes, mode),
    recorded: recordedSteps(scenario, mode),
    failure: FAILURE,
  }
  const chain = printUndoChain(scenario.nodes, 'Walked back', context)
  const runbook = printNodes(scenario.nodes, RUNBOOK_DONE, context)
  const woken = context.wakings
    .filter(({ after }) => after === null)
    .map(each => printWaking(each, runbook.entry, context))
  const parts: FrameParts = {
    scenario,
    context,
    firstState: woken[0]?.entry ?? runbook.entry,
    firstUndo: chain.entry,
    optional: optionals(scenario.nodes, mode).map(({ title }) => title),
    undoNames: undoable(scenario.nodes, mode).map(step => step.name),
    servingFrom: changesAfter(scenario, mode, 'serving'),
    servingOnce: changeRightBefore(scenario, mode, 'serving'),
    provedFrom: changesAfter(scenario, mode, 'proved'),
    longest: Math.max(...contractsOf(scenario, mode).map(taskTimeout)),
  }
  const states = [
    ...printOpening(parts),
    ...woken.flatMap(({ states }) => states),
    ...runbook.states,
    ...printClosing(parts),
    ...chain.states,
  ]
  const definition = {
    Comment: `${scenario.title} (${mode})`,
    QueryLanguage: 'JSONata',
    StartAt: 'Run or unwind?',
    TimeoutSeconds: 172_800,
    States: Object.fromEntries(states),
  }
  if (Object.keys(definition.States).length !== states.length)
    throw new Error(`two states have one name: ${repeated(states.map(([name]) => name))}`)
  return `${JSON.stringify(definition, null, 1)}\n`
}

const repeated = (names: readonly string[]): string =>
  names.filter((name, index) => names.indexOf(name) !== index).join(', ')

/** Changing steps and questions after a mark. Any of them on record shows that the mark was passed. */
function changesAfter(scenario: Scenario, mode: Mode, mark: 'serving' | 'proved'): readonly string[] {
  const nodes = everyNode(scenario.nodes, mode)
  const at = nodes.findIndex(node => node.kind === 'mark' && node.mark === mark)
  if (at < 0) return []
  return nodes
    .slice(at)
    .flatMap(node =>
      node.kind === 'approve' || (node.kind === 'step' && node.contract.effect === 'changes') ? [node.name] : [],
    )
}

/** Where only waits and looks come after a mark, nothing is written until a person has decided: so the step before it tells. */
function changeRightBefore(scenario: Scenario, mode: Mode, mark: 'serving' | 'proved'): readonly string[] {
  const nodes = inMode(scenario.nodes, mode)
  const before = nodes[nodes.findIndex(node => node.kind === 'mark' && node.mark === mark) - 1]
  return before?.kind === 'step' && before.contract.effect === 'changes' ? [before.name] : []
}

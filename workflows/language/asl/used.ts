// What a machine uses: its contracts, and the steps whose results its undo chain refers to.
import type { Mode } from '../../../domain/run.ts'
import { checkRequest } from '../../../lambdas/check-request/contract.ts'
import type { Contract } from '../../../lambdas/contract.ts'
import { heedOperator } from '../../../lambdas/heed-operator/contract.ts'
import { holdForOperator } from '../../../lambdas/hold-for-operator/contract.ts'
import { notify } from '../../../lambdas/notify/contract.ts'
import { readDecision } from '../../../lambdas/read-decision/contract.ts'
import { readRecord } from '../../../lambdas/read-record/contract.ts'
import { releaseLock } from '../../../lambdas/release-lock/contract.ts'
import { requestDecision } from '../../../lambdas/request-decision/contract.ts'
import { tellFailure } from '../../../lambdas/tell-failure/contract.ts'
import { writeReport } from '../../../lambdas/write-report/contract.ts'
import type { Arrow, Node, Scenario } from '../nodes.ts'
import { pathOf } from '../reference.ts'
import { everyNode, undoable } from '../walk.ts'
import { written } from './arguments.ts'

/** What every run calls at its end, however it went. */
export const CLOSING: readonly Contract[] = [releaseLock, writeReport, notify]
const FRAME: readonly Contract[] = [checkRequest, readRecord, tellFailure, ...CLOSING]

/** Every contract that the machine of this mode invokes, once each, sorted by name. */
export function contractsOf(scenario: Scenario, mode: Mode): readonly Contract[] {
  const undoing = undoable(scenario.nodes, mode).flatMap(({ undo }) => [
    undo.contract,
    ...(undo.until ? [undo.until.contract] : []),
    ...(undo.onceProved && mode === 'recover' ? [undo.onceProved.contract] : []),
  ])
  const nodes = everyNode(scenario.nodes, mode)
  const pausing = nodes.some(({ kind }) => kind === 'phase' || kind === 'wait') ? [heedOperator, holdForOperator] : []
  const used = [...FRAME, ...contractsIn(scenario.nodes, mode), ...undoing, ...pausing]
  const byName = new Map(used.map(contract => [contract.name, contract]))
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** What a passage calls as long as all goes well, in the order written. */
export const contractsIn = (nodes: readonly Node[], mode: Mode): readonly Contract[] =>
  everyNode(nodes, mode).flatMap((node): readonly Contract[] => {
    if (node.kind === 'approve') return [requestDecision, readDecision]
    return node.kind === 'step' || node.kind === 'wait' ? [node.contract] : []
  })

/** Names of steps to which an undo's arguments refer; `request` is always recorded. */
export function recordedSteps(scenario: Scenario, mode: Mode): ReadonlySet<string> {
  const arrows = undoable(scenario.nodes, mode).flatMap(({ undo }) => [
    undo.args,
    undo.until?.args,
    undo.onceProved?.args,
  ])
  const used = arrows.flatMap(arrow => (arrow ? variablesIn(written(arrow as Arrow)) : []))
  return new Set(['request', ...used.filter(name => name !== 'run' && name !== 'platform')])
}

/** Variables that an arrow's result refers to. */
export function variablesIn(value: unknown): readonly string[] {
  const reference = pathOf(value)
  if (reference) return reference.path.slice(0, 1)
  if (Array.isArray(value)) return value.flatMap(variablesIn)
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(variablesIn)
  return []
}

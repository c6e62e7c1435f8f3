// What the verbs of a machine may do, looked up by contract.
import type { Platform } from '../../../domain/platform.ts'
import type { Mode } from '../../../domain/run.ts'
import type { Use } from '../../../lambdas/permissions.ts'
import { usesOf } from '../../deployment.ts'
import type { Scenario, Undo } from '../nodes.ts'
import type { Item, Outline, PhaseOutline, UndoOutline, VerbOutline } from './outline.ts'
import { permissionsOf } from './permissions.ts'

/** Looks up what the verbs of this machine may do. */
export type Verbs = ReturnType<typeof verbsOf>

export function verbsOf(scenario: Scenario, platform: Platform, mode: Mode) {
  const uses = new Map(usesOf([scenario], mode).map(use => [use.contract.name, use]))
  const outline = (use: Use): VerbOutline => ({ verb: use.contract.name, ...permissionsOf(use, platform, mode) })
  const verb = ({ name }: Use['contract']): VerbOutline => {
    const use = uses.get(name)
    if (!use) throw new Error(`${name} is in the runbook of ${scenario.name} and not among what its machine uses`)
    return outline(use)
  }
  const undo = ({ title, contract, until, onceProved }: Undo): UndoOutline => ({
    title,
    ...verb(contract),
    waitsAtMostSeconds: until?.times.within ?? null,
    onceProved: onceProved && mode === 'recover' ? { title: onceProved.title, ...verb(onceProved.contract) } : null,
  })
  const around = (phases: readonly PhaseOutline[]): readonly VerbOutline[] => {
    const shown = new Set(phases.flatMap(({ items }) => items.flatMap(verbsOfItem).map(({ verb }) => verb)))
    return [...uses.values()].filter(({ contract }) => !shown.has(contract.name)).map(outline)
  }
  return { verb, undo, around }
}

/** Every verb of the outline once, sorted by name. */
export function verbsIn({ phases, undoChain, around }: Outline): readonly VerbOutline[] {
  const all = [...phases.flatMap(({ items }) => items.flatMap(verbsOfItem)), ...undoChain.flatMap(withKept), ...around]
  const byName = new Map(all.map(({ verb, changes, permissions }) => [verb, { verb, changes, permissions }]))
  return [...byName.values()].sort((a, b) => (a.verb < b.verb ? -1 : 1))
}

const withKept = (undo: UndoOutline): readonly VerbOutline[] => [undo, ...(undo.onceProved ? [undo.onceProved] : [])]

function verbsOfItem(item: Item): readonly VerbOutline[] {
  switch (item.kind) {
    case 'step':
      return [item, ...(item.undo ? withKept(item.undo) : [])]
    case 'wait':
      return [item]
    case 'choice':
    case 'optional':
      return item.items.flatMap(verbsOfItem)
    case 'parallel':
      return item.branches.flatMap(branch => branch.items.flatMap(verbsOfItem))
    default:
      return []
  }
}

// Which steps of a parallel passage may have begun when it fails: those of its branches, less those in ways not taken.
import type { Condition, Node } from '../nodes.ts'
import { everyNode, inMode } from '../walk.ts'
import { printCondition, written } from './arguments.ts'
import type { Context } from './context.ts'
import { begun } from './states.ts'
import { variablesIn } from './used.ts'

interface Begun {
  readonly name: string
  /** JSONata that all must hold for the step to be reached. */
  readonly when: readonly string[]
}

interface Walk {
  readonly context: Context
  /** Names that only the passage itself gives: at its beginning nothing can be said of them. */
  readonly inside: ReadonlySet<string>
}

/** JSONata that marks them; undefined where nothing can be undone. */
export function begunInBranches(
  branches: Readonly<Record<string, readonly Node[]>>,
  context: Context,
): string | undefined {
  const all = Object.values(branches).flatMap(nodes => everyNode(nodes, context.mode))
  const inside = new Set(all.flatMap(node => ('name' in node ? [node.name] : [])))
  const found = Object.values(branches).flatMap(nodes => begunIn(nodes, [], { context, inside }))
  if (found.length === 0) return undefined
  const always = found.filter(({ when }) => when.length === 0).map(({ name }) => name)
  const guarded = Map.groupBy(
    found.filter(({ when }) => when.length > 0),
    ({ when }) => when.join(' and '),
  )
  if (guarded.size === 0) return begun(always)
  const marks = (names: readonly string[]) => `{${names.map(name => `'${name}': true`).join(', ')}}`
  const parts = [...guarded].map(([when, steps]) => `${when} ? ${marks(steps.map(({ name }) => name))} : {}`)
  return `{% $merge([$begun, ${[marks(always), ...parts].join(', ')}]) %}`
}

function begunIn(nodes: readonly Node[], when: readonly string[], walk: Walk): readonly Begun[] {
  return inMode(nodes, walk.context.mode).flatMap(node => {
    switch (node.kind) {
      case 'step':
        return node.undo ? [{ name: node.name, when }] : []
      case 'choose':
        return begunIn(node.nodes, [...when, ...conditionOf(node.when, node.title, walk)], walk)
      case 'either': {
        const ways = Object.entries(node.ways)
        const is =
          (to: string): Condition =>
          refs => ({ subject: node.on(refs) as object, is: 'equal', to })
        const conditions = ways.map(([way]) => conditionOf(is(way), node.title, walk))
        // The last way is the one left over, as in the Choice itself.
        const others = conditions.slice(0, -1).flatMap(each => each.map(text => `$not(${text})`))
        return ways.flatMap(([, inner], index) => {
          const own = index < ways.length - 1 ? (conditions[index] ?? []) : others
          return begunIn(inner, [...when, ...own], walk)
        })
      }
      case 'parallel':
        return Object.values(node.branches).flatMap(branch => begunIn(branch, when, walk))
      default:
        return []
    }
  })
}

/** None where it asks for something that is learnt in the passage: then the step may have begun. */
function conditionOf(condition: Condition, title: string, { context, inside }: Walk): readonly string[] {
  const { subject } = written(condition) as { readonly subject: unknown }
  if (variablesIn(subject).some(name => inside.has(name))) return []
  return [printCondition(condition, { ...context, title })]
}

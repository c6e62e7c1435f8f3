// Step names are variables and titles are state names: unique, short, and not those of the frame.
import type { Mode } from '../../../domain/run.ts'
import type { Node } from '../nodes.ts'
import { everyNode, inMode, isUndoable, undoable } from '../walk.ts'
import type { Rule } from './rule.ts'

const FRAME = [
  'run',
  'request',
  'begun',
  'awaited',
  'leftovers',
  'failure',
  'linger',
  'touched',
  'serving',
  'proved',
  'afterCutover',
  'outcome',
  'cause',
  'without',
  'platform',
]

/** State names may have 80 characters; the most the printer adds is ": done?: give it time", 20. */
const LONGEST_TITLE = 62

export const namesAreSound: Rule = (scenario, mode) => {
  const nodes = everyNode(scenario.nodes, mode)
  const names = nodes.flatMap(node => ('name' in node ? [node.name] : []))
  const titles = nodes.flatMap(node => ('title' in node ? [node.title] : []))
  const undone = undoable(scenario.nodes, mode).map(({ undo }) => undo.title)
  const all = [...titles, ...undone]
  return [
    ...names
      .filter(name => !/^[a-z][A-Za-z0-9]{0,39}$/.test(name))
      .map(name => `"${name}" is not a plain lower-camel name`),
    ...names.filter(name => FRAME.includes(name)).map(name => `"${name}" is a name of the frame`),
    ...namesTwice(scenario.nodes, mode).map(name => `two steps are called "${name}"`),
    ...undoneDifferently(nodes).map(name => `"${name}" stands in several ways of an either and is undone differently`),
    ...repeated(all).map(title => `two states are titled "${title}"`),
    ...all
      .filter(title => title.length > LONGEST_TITLE)
      .map(title => `"${title}" has ${title.length} characters; ${LONGEST_TITLE} are allowed`),
  ]
}

/** A name may stand once in each way of an `either`: only one of them is gone. */
function namesTwice(nodes: readonly Node[], mode: Mode, before: ReadonlySet<string> = new Set()): readonly string[] {
  const seen = new Set(before)
  const twice: string[] = []
  for (const node of inMode(nodes, mode)) {
    if (node.kind === 'either') {
      const ways = Object.values(node.ways)
      twice.push(...ways.flatMap(way => namesTwice(way, mode, seen)))
      for (const name of ways.flatMap(way => namesIn(way, mode))) seen.add(name)
      continue
    }
    const parallel = node.kind === 'parallel'
    for (const name of parallel ? [node.name] : namesIn([node], mode)) {
      if (seen.has(name)) twice.push(name)
      seen.add(name)
    }
    for (const branch of parallel ? Object.values(node.branches) : []) {
      twice.push(...namesTwice(branch, mode, seen))
      for (const name of namesIn(branch, mode)) seen.add(name)
    }
  }
  return [...new Set(twice)]
}

const namesIn = (nodes: readonly Node[], mode: Mode): readonly string[] =>
  everyNode(nodes, mode).flatMap(node => ('name' in node ? [node.name] : []))

/** The undo chain and the record know steps by name, so one name has one undo. */
function undoneDifferently(nodes: readonly Node[]): readonly string[] {
  const undos = new Map<string, string>()
  return nodes.filter(isUndoable).flatMap(({ name, undo }) => {
    const known = undos.get(name) ?? undo.title
    undos.set(name, known)
    return known === undo.title ? [] : [name]
  })
}

const repeated = (list: readonly string[]): readonly string[] => [
  ...new Set(list.filter((each, index) => list.indexOf(each) !== index)),
]

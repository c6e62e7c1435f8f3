// Step names are variables and titles are state names: unique, short, and not those of the frame.
import { everyNode } from '../walk.ts'
import type { Rule } from './rule.ts'

const FRAME = [
  'run',
  'request',
  'begun',
  'leftovers',
  'failure',
  'linger',
  'touched',
  'serving',
  'proved',
  'afterCutover',
  'outcome',
  'cause',
  'platform',
]

/** State names may have 80 characters; the longest suffix the printer adds is ": give it time" with its colon, 14. */
const LONGEST_TITLE = 62

export const namesAreSound: Rule = (scenario, mode) => {
  const nodes = everyNode(scenario.nodes, mode)
  const names = nodes.flatMap(node => ('name' in node ? [node.name] : []))
  const titles = nodes.flatMap(node => ('title' in node ? [node.title] : []))
  const undone = nodes.flatMap(node => (node.kind === 'step' && node.undo ? [node.undo.title] : []))
  const all = [...titles, ...undone]
  return [
    ...names
      .filter(name => !/^[a-z][A-Za-z0-9]{0,39}$/.test(name))
      .map(name => `"${name}" is not a plain lower-camel name`),
    ...names.filter(name => FRAME.includes(name)).map(name => `"${name}" is a name of the frame`),
    ...repeated(names).map(name => `two steps are called "${name}"`),
    ...repeated(all).map(title => `two states are titled "${title}"`),
    ...all
      .filter(title => title.length > LONGEST_TITLE)
      .map(title => `"${title}" has ${title.length} characters; ${LONGEST_TITLE} are allowed`),
  ]
}

const repeated = (list: readonly string[]): readonly string[] => [
  ...new Set(list.filter((each, index) => list.indexOf(each) !== index)),
]

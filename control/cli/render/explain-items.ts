// The steps, waits and approvals of a phase on the terminal, numbered through the runbook.
import { readableDuration } from '../../../domain/duration.ts'
import { markText } from '../../../workflows/language/markdown/item-lines.ts'
import type { ApprovalItem, Item, StepItem, WaitItem } from '../../../workflows/language/markdown/outline.ts'
import type { Paint } from './paint.ts'
import { hung } from './text.ts'

interface Setting {
  readonly paint: Paint
  readonly indent: string
}

export const itemLines = (items: readonly Item[], setting: Setting): readonly string[] =>
  items.flatMap(item => linesOf(item, setting))

function linesOf(item: Item, setting: Setting): readonly string[] {
  const { indent } = setting
  const deeper = (spaces: number) => ({ ...setting, indent: indent + ' '.repeat(spaces) })
  switch (item.kind) {
    case 'step':
      return numbered(item, { tail: item.verb, notes: stepNotes(item) }, setting)
    case 'wait':
      return numbered(item, { tail: `wait: ${item.verb}`, notes: [waitNote(item), ...changes(item)] }, setting)
    case 'approval':
      return numbered(item, { tail: 'a person decides', notes: approvalNotes(item) }, setting)
    case 'choice':
      return [...hung(`${indent}     `, `${item.title} When ${item.when}:`), ...itemLines(item.items, deeper(4))]
    case 'optional':
      return [...hung(`${indent}     `, `The run can do without: ${item.title}`), ...itemLines(item.items, deeper(4))]
    case 'parallel':
      return [
        ...hung(`${indent}     `, `Side by side: ${item.title}`),
        ...item.branches.flatMap(({ name, items }) => [
          ...hung(`${indent}       `, `${name}:`),
          ...itemLines(items, deeper(6)),
        ]),
      ]
    case 'mark':
      return hung(`${indent}   * `, markText(item))
  }
}

interface Deed {
  readonly tail: string
  readonly notes: readonly string[]
}

function numbered(
  { number, title }: { readonly number: number; readonly title: string },
  { tail, notes }: Deed,
  { paint, indent }: Setting,
): readonly string[] {
  const head = `${indent}${String(number).padStart(3)}. `
  return [
    ...hung(head, `${title} (${tail})`),
    ...notes.flatMap(note => hung(`${' '.repeat(head.length)}`, note).map(line => paint('dim', line))),
  ]
}

const stepNotes = (item: StepItem): readonly string[] => [
  ...changes(item),
  ...(item.undo ? [`undo: ${item.undo.title} (${item.undo.verb})`] : []),
  ...(item.undo?.onceProved ? [`undo once proved: ${item.undo.onceProved.title} (${item.undo.onceProved.verb})`] : []),
  ...(item.skipsOn.length > 0 ? [`${item.skipsOn.join(', ')} ends the run quietly as Skipped`] : []),
]

const changes = ({ changes }: { readonly changes: readonly string[] }): readonly string[] =>
  changes.map(change => `may change: ${change}`)

const waitNote = (item: WaitItem): string =>
  `expected ${readableDuration(item.expectedSeconds)}, fails after ${readableDuration(item.withinSeconds)}${item.countsTowardsRto ? '' : '; users are served meanwhile'}`

const approvalNotes = ({ shows, waivedWhen, withinSeconds }: ApprovalItem): readonly string[] => [
  `shown: ${shows.join(', ') || 'nothing'}`,
  `silence: after ${readableDuration(withinSeconds)} the run stops, as if the answer were no`,
  ...(waivedWhen ? [`nobody is asked when ${waivedWhen}`] : []),
]

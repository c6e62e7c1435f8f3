// The items of a phase as a Markdown list: numbered deeds, and what each may change, waits for and undoes.
import { readableDuration } from '../../../domain/duration.ts'
import type { ApprovalItem, Item, MarkItem, StepItem, WaitItem } from './outline.ts'
import { code } from './table.ts'

export const itemLines = (items: readonly Item[], indent = ''): readonly string[] =>
  items.flatMap(item => linesOf(item).map(line => (line === '' ? '' : `${indent}${line}`)))

function linesOf(item: Item): readonly string[] {
  switch (item.kind) {
    case 'step':
      return numbered(item, ` (${code(item.verb)})`, stepNotes(item))
    case 'wait':
      return numbered(item, ` (${code(item.verb)}, a wait)`, [waitNote(item), ...changeNotes(item)])
    case 'approval':
      return numbered(item, ' (a person decides)', approvalNotes(item))
    case 'choice':
      return [`- **${item.title}** When ${code(item.when)}:`, '', ...itemLines(item.items, '  ')]
    case 'optional':
      return [
        `- **${item.title}**, which the run can do without: what fails is walked back by its own undos, and the run goes on:`,
        '',
        ...itemLines(item.items, '  '),
      ]
    case 'parallel':
      return [
        `- **${item.title}**, side by side:`,
        '',
        ...item.branches.flatMap(({ name, items }) => [`  - ${name}`, '', ...itemLines(items, '    '), '']),
      ]
    case 'mark':
      return [`- *${markText(item)}*`]
  }
}

function numbered(
  { number, title }: { readonly number: number; readonly title: string },
  after: string,
  notes: readonly string[],
): readonly string[] {
  const head = `${number}. `
  return [`${head}**${title}**${after}`, ...notes.map(note => `${' '.repeat(head.length)}- ${note}`)]
}

function stepNotes(item: StepItem): readonly string[] {
  const { undo } = item
  return [
    ...changeNotes(item),
    ...(undo ? [`Undo: ${undo.title} (${code(undo.verb)})`] : []),
    ...(undo?.onceProved
      ? [`Undo once the restore is proved: ${undo.onceProved.title} (${code(undo.onceProved.verb)})`]
      : []),
    ...(item.skipsOn.length > 0 ? [`${item.skipsOn.map(code).join(', ')} ends the run quietly as Skipped`] : []),
    `Again: ${item.again}`,
  ]
}

const changeNotes = ({ changes }: { readonly changes: readonly string[] }): readonly string[] =>
  changes.map(change => `May change: ${code(change)}`)

function waitNote({ expectedSeconds, withinSeconds, everySeconds, watches, countsTowardsRto }: WaitItem): string {
  const every = readableDuration(everySeconds)
  return [
    `Expected ${readableDuration(expectedSeconds)}, fails after ${readableDuration(withinSeconds)}`,
    watches ? `watched, and asked anew every ${every} when due` : `asked every ${every} when due`,
    ...(countsTowardsRto ? [] : ['users are served meanwhile']),
  ].join('; ')
}

const approvalNotes = ({ shows, waivedWhen, withinSeconds }: ApprovalItem): readonly string[] => [
  `Shown: ${shows.join(', ') || 'nothing'}`,
  `Silence: after ${readableDuration(withinSeconds)} the run stops, as if the answer were no`,
  ...(waivedWhen ? [`Nobody is asked when ${code(waivedWhen)}`] : []),
]

export function markText({ mark, onFailure }: MarkItem): string {
  if (mark === 'proved') return 'Proved. From here on what was restored is kept when the run fails.'
  const decides = onFailure ? `: ${onFailure} says whether a failure holds or rolls back` : ''
  return `Serving. From here on people write to what was restored${decides}.`
}

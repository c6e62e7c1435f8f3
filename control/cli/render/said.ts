// The conversation in chat, as it is shown while a rehearsal runs: who said what, below its time.
import type { Said } from '../../backends/sandbox.ts'
import { hung, WIDTH } from './text.ts'

/** Lines of one message; `conversation.txt` in the report folder has them all. */
const MOST_LINES = 12
/** What a message says once more when it was changed. */
const MOST_CHANGED = 3

const HOW: Readonly<Record<Said['how'], string>> = {
  typed: 'types',
  clicked: 'clicks',
  posted: 'posts',
  'in-thread': 'posts in the thread',
  changed: 'changes its message',
  whispered: 'answers, seen by one person',
}

/** `10:04:00  # oncall types: /dr list`; a message of several lines below that. Buttons are shown, whatever is left out. */
export function saidLines(said: Said): readonly string[] {
  const lines = wholeLines(said)
  const most = said.how === 'changed' ? MOST_CHANGED + 1 : MOST_LINES
  if (lines.length <= most) return lines
  const last = lines.at(-1) ?? ''
  return [...lines.slice(0, most - 1), `${INDENT}…`, ...(last.trimStart().startsWith('[') ? [last] : [])]
}

const INDENT = ' '.repeat(13)

/** All of it. */
export function wholeLines({ at, by, how, text }: Said): readonly string[] {
  const head = `${at.slice(11, 19)}  # `
  const lines = text.split('\n').filter(line => line.trim() !== '')
  const who = `${by} ${HOW[how]}:`
  const [first = ''] = lines
  if (lines.length <= 1 && head.length + who.length + first.length < WIDTH) return hung(head, `${who} ${first}`)
  return [...hung(head, who), ...lines.flatMap(line => hung(INDENT, line))]
}

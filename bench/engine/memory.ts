// What an execution takes of memory, each case in a fresh process.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Section, Settings } from '../section.ts'
import { median, ratio, rounded } from '../statistics.ts'
import { casesOf } from './cases/index.ts'
import type { Taken } from './memory-child.ts'

const execute = promisify(execFile)
const CHILD = fileURLToPath(new URL('./memory-child.ts', import.meta.url))

export async function compareMemory(settings: Settings): Promise<Section> {
  const rows: (readonly string[])[] = []
  for (const [index, { name }] of casesOf(settings.share).entries()) {
    const own = await take(settings, index, 'ours')
    const theirs = await take(settings, index, 'peer')
    const held = [megabytes(own.held), megabytes(theirs.held), ratio(theirs.held, own.held)]
    rows.push([name, ...held, megabytes(own.peak), megabytes(theirs.peak), ratio(theirs.peak, own.peak)])
  }
  return {
    title: 'Memory',
    method: [
      'Megabytes, median of the rounds, each in a fresh process. *Held*: heap in use after garbage collection that one',
      'more execution adds, with everything the interpreter gives of it still held: ours is the history with all payloads',
      'as text, the peer’s its log of events. *Peak*: the most that the process has had, Node itself included, while the',
      'history of two executions was written.',
    ].join('\n'),
    head: ['Case', 'ours, held', 'peer, held', 'ratio', 'ours, peak', 'peer, peak', 'ratio'],
    rows,
  }
}

async function take({ share, rounds }: Settings, index: number, who: 'ours' | 'peer'): Promise<Taken> {
  const taken: Taken[] = []
  // Memory hardly varies: three processes are enough.
  for (let round = 0; round < Math.min(rounds, 3); round++) {
    const { stdout } = await execute(process.execPath, ['--expose-gc', CHILD, String(share), String(index), who])
    taken.push(JSON.parse(stdout) as Taken)
  }
  return { held: median(taken.map(({ held }) => held)), peak: median(taken.map(({ peak }) => peak)) }
}

const megabytes = (bytes: number): string => rounded(bytes / 1_000_000)

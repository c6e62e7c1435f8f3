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

const METHOD = `Megabytes, median of three fresh processes each. *Heap*: in use when garbage has been collected after two executions whose
histories were written and are still held, code included. *Peak*: the most that the process has had, Node itself
included. *Held*: what the second of the two executions added to the heap, shown without a ratio because it is not the
same: ours is AWS's history with every payload as text, the peer's its shorter log of events.`

const HEAD = [
  'Case',
  'ours, heap',
  'peer, heap',
  'ratio',
  'ours, peak',
  'peer, peak',
  'ratio',
  'ours, held',
  'peer, held',
]

export async function compareMemory(settings: Settings): Promise<Section> {
  const rows: (readonly string[])[] = []
  for (const [index, { name }] of casesOf(settings.share).entries()) {
    const own = await take(settings, index, 'ours')
    const theirs = await take(settings, index, 'peer')
    const compared = (['heap', 'peak'] as const).flatMap(what => [
      megabytes(own[what]),
      megabytes(theirs[what]),
      ratio(theirs[what], own[what]),
    ])
    rows.push([name, ...compared, megabytes(own.held), megabytes(theirs.held)])
  }
  return { title: 'Memory', method: METHOD, head: HEAD, rows }
}

async function take({ share, rounds }: Settings, index: number, who: 'ours' | 'peer'): Promise<Taken> {
  const taken: Taken[] = []
  // Memory hardly varies: three processes are enough.
  for (let round = 0; round < Math.min(rounds, 3); round++) {
    const { stdout } = await execute(process.execPath, ['--expose-gc', CHILD, String(share), String(index), who])
    taken.push(JSON.parse(stdout) as Taken)
  }
  const of = (what: keyof Taken) => median(taken.map(each => each[what]))
  return { heap: of('heap'), held: of('held'), peak: of('peak') }
}

const megabytes = (bytes: number): string => rounded(bytes / 1_000_000)

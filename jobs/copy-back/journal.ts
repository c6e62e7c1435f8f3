// The journal of a copy: every path is written down before it is touched, so that the next attempt knows what is ours.
import { type Files, look } from './files.ts'
import { below } from './paths.ts'
import { readPieces } from './whole.ts'

/** Paths written down together, before the first of them is copied: at most so many are in doubt after a crash. */
export const batchSize = 256

const prefix = 'journal-'

/** One for each attempt: of two pods that run at once, because a node was lost from sight, none spoils the other's. */
export const journalOf = (work: string, attempt: string) => below(work, `${prefix}${attempt}`)

export async function writeBatch(files: Files, journal: string, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return
  const file = await files.open(journal, 'a')
  // Latin-1 text in JSON: one line per path whatever its bytes. The first line end closes a line that a crash cut.
  await file.write(new TextEncoder().encode(`\n${paths.map(path => `${JSON.stringify(path)}\n`).join('')}`))
  await file.sync()
  await file.close()
}

type Each = (paths: readonly string[]) => Promise<void> | void

/** Paths of every attempt, in the order of copying. A last line that a crash cut short names nothing that was copied. */
export async function readJournals(files: Files, work: string, each: Each): Promise<void> {
  if (!(await look(files, work))) return
  for (const journal of await journalsIn(files, work)) await readOne(files, journal, each)
}

async function readOne(files: Files, journal: string, each: Each): Promise<void> {
  const decoder = new TextDecoder()
  let rest = ''
  await readPieces(files, journal, async piece => {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    await each(lines.flatMap(pathOf))
  })
}

/** An empty line, or one that a crash cut: it is no JSON, and its path was not copied then. */
function pathOf(line: string): string[] {
  try {
    return [JSON.parse(line) as string]
  } catch (error) {
    if (Error.isError(error) && error.name === 'SyntaxError') return []
    throw error
  }
}

/** What earlier attempts may have left half done: the last batch of each. */
export async function inDoubt(files: Files, work: string): Promise<ReadonlySet<string>> {
  const doubtful = new Set<string>()
  for (const journal of await journalsIn(files, work)) {
    let last: string[] = []
    await readOne(files, journal, paths => {
      last = [...last, ...paths].slice(-batchSize)
    })
    for (const path of last) doubtful.add(path)
  }
  return doubtful
}

async function journalsIn(files: Files, work: string): Promise<readonly string[]> {
  const names = (await files.readdir(work)).filter(name => name.startsWith(prefix))
  return names.sort().map(name => below(work, name))
}

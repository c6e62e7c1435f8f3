// The journal of a copy: every path is written down before it is touched, so that the next attempt knows what is ours.
import { type Files, look } from './files.ts'
import { readPieces } from './whole.ts'

/** Paths written down together, before the first of them is copied: at most so many are in doubt after a crash. */
export const batchSize = 256

export async function writeBatch(files: Files, journal: string, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return
  const file = await files.open(journal, 'a')
  // Latin-1 text in JSON: one line per path whatever its bytes. The first line end closes a line that a crash cut.
  await file.write(new TextEncoder().encode(`\n${paths.map(path => `${JSON.stringify(path)}\n`).join('')}`))
  await file.sync()
  await file.close()
}

/** Paths in the order of copying. A last line that a crash cut short names nothing that was copied. */
export async function readJournal(
  files: Files,
  journal: string,
  each: (paths: readonly string[]) => Promise<void> | void,
): Promise<void> {
  if (!(await look(files, journal))) return
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

/** What an earlier attempt may have left half done: its last batch. */
export async function inDoubt(files: Files, journal: string): Promise<ReadonlySet<string>> {
  let last: string[] = []
  await readJournal(files, journal, paths => {
    last = [...last, ...paths].slice(-batchSize)
  })
  return new Set(last)
}

// The program of the Job: one of six modes over a mounted file system, and one result, whatever happens.
import { copy } from './copy.ts'
import type { Files } from './files.ts'
import { find } from './find.ts'
import { moveToRoot } from './move.ts'
import { below } from './paths.ts'
import { type Plan, plan, type Surroundings } from './plan.ts'
import { restoreDirectory } from './restore-directory.ts'
import { type Outcome, Refusal, type Result } from './result.ts'
import type { Settings } from './settings.ts'
import { settle } from './settle.ts'
import { verify } from './verify.ts'
import type { Trees } from './walk.ts'
import { removeTree } from './whole.ts'
import { begin, openWorkDirectory, type WorkDirectory } from './work-directory.ts'

export interface Tools extends Surroundings {
  readonly files: Files
  /** Names this attempt among those of the run, such as the name of the pod. */
  readonly attempt: string
}

type Done = Pick<Result, 'outcome' | 'reason' | 'counts' | 'bytes' | 'listings'>

/** Throws what a further attempt may mend (input and output, evidence); everything else is in the result. */
export async function run(settings: Settings, tools: Tools): Promise<Result> {
  const { mode } = settings
  try {
    // What is to be discarded may be gone already: then there is nothing to do, and nothing wrong.
    const chosen = mode === 'discard' ? settings.directory : await restoreDirectory(tools.files, settings)
    if (chosen === null) throw new Refusal('a restore directory is discarded by its name only')
    const { live, restored, items } = settings
    const trees = { files: tools.files, live, restored: below(restored, chosen), items }
    return { mode, directory: chosen, ...(await deeds[mode](trees, settings, tools)) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const nothing = { counts: {}, bytes: 0, listings: {} }
    return { mode, outcome: 'refused', reason: error.message, directory: error.directory, ...nothing }
  }
}

type Deed = (trees: Trees, settings: Settings, tools: Tools) => Promise<Done>

const deeds: Readonly<Record<Settings['mode'], Deed>> = {
  find: async (trees, _, tools) => ended('done', '', await find(trees, tools)),
  list: async (trees, _, tools) => ended('done', '', await plan(trees, 'list', tools)),
  copy: copyBack,
  verify: async (trees, settings, tools) => {
    const { proven, ...found } = await verify(trees, workOf(settings), tools)
    return proven ? ended('done', '', found) : ended('differs', 'what was copied is not what was restored', found)
  },
  move: async (trees, settings, tools) => {
    if (settings.items) throw new Refusal('a file system is moved whole, without items')
    const { complete, ...found } = await moveToRoot(trees, tools)
    const reason = complete ? '' : 'names at the root were taken already'
    return ended(complete ? 'done' : 'differs', reason, { ...found, listings: {} })
  },
  discard: async (trees, settings) => {
    const removed = (await removeTree(trees.files, trees.restored)) + (await removeTree(trees.files, workOf(settings)))
    return ended('done', '', { counts: { removed }, bytes: 0, listings: {} })
  },
}

async function copyBack(trees: Trees, settings: Settings, tools: Tools): Promise<Done> {
  const work = await openWorkDirectory(tools.files, workOf(settings), tools.attempt)
  const planned = await plan(trees, 'copy', tools)
  await assertApproved(trees.files, { work, planned, approved: settings.approved })
  await begin(trees.files, work, settings.approved)
  const { attempt, say } = tools
  await copy({ trees, work: work.path, attempt, intact: planned.intact, say })
  const settled = await settle(trees, work.path, tools)
  const { newer = 0, older = 0, attributes = 0, kind = 0, blocked = 0, special = 0 } = planned.counts
  const collisions = { newer, older, attributes, kind, blocked, special }
  const counts = { ...settled.counts, ...collisions, present: planned.counts.present ?? 0 }
  const listings = { ...settled.listings, collisions: planned.listings.collisions }
  const reason = settled.counts.notCopied === 0 ? '' : 'some paths were taken or changed while copying'
  return ended(reason === '' ? 'done' : 'differs', reason, { counts, bytes: settled.bytes, listings })
}

interface Approval {
  readonly work: WorkDirectory
  readonly planned: Plan
  readonly approved: string | null
}

/** Once begun, less is missing than was approved; the marker of the beginning stands for the comparison then. */
async function assertApproved(files: Files, { work, planned, approved }: Approval): Promise<void> {
  if (work.resumed || approved === null || planned.listings.missing.sha256 === approved) return
  await removeTree(files, work.path)
  throw new Refusal('what is missing is no longer what was approved')
}

function workOf({ live, run }: Settings): string {
  return below(live, `.muster-${run}`)
}

function ended(outcome: Outcome, reason: string, found: Pick<Done, 'counts' | 'bytes' | 'listings'>): Done {
  return { outcome, reason, counts: found.counts, bytes: found.bytes, listings: found.listings }
}

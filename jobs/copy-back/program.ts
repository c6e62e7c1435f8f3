// The program of the Job: one of its modes over a mounted file system, and one result, whatever happens.
import { approvedPaths, keepListing } from './approval.ts'
import { copy } from './copy.ts'
import type { Files } from './files.ts'
import { find } from './find.ts'
import { forward, openForward } from './forward.ts'
import { type Listed, list, lostAndFound } from './list.ts'
import { lineOf, rowOf } from './listing.ts'
import { moveToRoot } from './move.ts'
import { below } from './paths.ts'
import { type Plan, plan, type Surroundings } from './plan.ts'
import { directoriesOf, restoreDirectory } from './restore-directory.ts'
import { type Outcome, Refusal, type Result } from './result.ts'
import type { Settings } from './settings.ts'
import { settle } from './settle.ts'
import { survey } from './survey.ts'
import { undo } from './undo.ts'
import { verify } from './verify.ts'
import type { Pair, Trees } from './walk.ts'
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
    const { live, restored, items } = settings
    // These act on no restore directory, or on whatever there is.
    if (mode === 'discard') return { mode, directory: settings.directory, ...(await discard(settings, tools)) }
    if (mode === 'probe') return { mode, directory: null, ...(await probe(settings, tools)) }
    if (mode === 'forward') return { mode, directory: null, ...(await carryForward(settings, tools)) }
    const chosen = await restoreDirectory(tools.files, settings)
    const trees = { files: tools.files, live, restored: chosen === '' ? restored : below(restored, chosen), items }
    return { mode, directory: chosen || null, ...(await deeds[mode](trees, settings, tools)) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const nothing = { counts: {}, bytes: 0, listings: {} }
    return { mode, outcome: 'refused', reason: error.message, directory: error.directory, ...nothing }
  }
}

type Deed = (trees: Trees, settings: Settings, tools: Tools) => Promise<Done>

const deeds: Readonly<Record<Exclude<Settings['mode'], 'discard' | 'forward' | 'probe'>, Deed>> = {
  find: async (trees, _, tools) => ended('done', '', await find(trees, tools)),
  list: async (trees, settings, tools) => ended('done', '', await listed(trees, settings, tools)),
  copy: copyBack,
  verify: async (trees, settings, tools) => {
    const { proven, ...found } = await verify(trees, workOf(settings), tools)
    return proven ? ended('done', '', found) : ended('differs', 'what was copied is not what was restored', found)
  },
  undo: async (trees, settings, tools) => ended('done', '', await undo(trees, workOf(settings), tools)),
  move: async (trees, settings, tools) => {
    if (settings.items) throw new Refusal('a file system is moved whole, without items')
    if (trees.restored === settings.restored) throw new Refusal('what is moved to the root lies in a restore directory')
    const { complete, ...found } = await moveToRoot(trees, tools)
    const reason = complete ? '' : 'names at the root were taken already'
    const counts = { ...found.counts, lostAndFound: await lostAndFound(trees, settings.restored) }
    return ended(complete ? 'done' : 'differs', reason, { ...found, counts, listings: {} })
  },
  survey: async ({ files, restored: root }, { restored }, tools) => {
    const found = await survey({ files, root }, tools)
    const lost = await lostAndFound({ files }, restored)
    const counts = { ...found.counts, lostAndFound: lost }
    return ended(lost === 0 ? 'done' : 'differs', lost === 0 ? '' : `${lost} entries could not be placed`, {
      ...found,
      counts,
    })
  },
}

async function discard(settings: Settings, { files }: Tools): Promise<Done> {
  let removed = 0
  for (const name of await directoriesOf(files, settings))
    removed += await removeTree(files, below(settings.restored, name))
  removed += await removeTree(files, workOf(settings))
  return ended('done', '', { counts: { removed }, bytes: 0, listings: {} })
}

async function carryForward(settings: Settings, tools: Tools): Promise<Done> {
  const { files, attempt } = tools
  const { live, restored, items } = settings
  if (live === restored) throw new Refusal('work is carried forward from one file system to another')
  if (items) throw new Refusal('work is carried forward whole, without items')
  const trees = { files, live, restored, items: null }
  const work = workOf(settings)
  await openForward(trees, work)
  const found = await forward({ trees, work, attempt }, tools)
  await removeTree(files, work)
  const left = found.counts.left ?? 0
  return ended(left === 0 ? 'done' : 'differs', left === 0 ? '' : `${left} paths differ and stay as restored`, found)
}

/** Refused at once where this program is not root, or may not write listings; nothing of it stays. */
async function probe(settings: Settings, { files, attempt, evidence }: Tools): Promise<Done> {
  const work = await openWorkDirectory(files, workOf(settings), attempt)
  await evidence.put('probe/probe.jsonl', new TextEncoder().encode(`${JSON.stringify({ attempt })}\n`))
  if (!work.resumed) await removeTree(files, work.path)
  return ended('done', '', { counts: {}, bytes: 0, listings: {} })
}

async function listed(trees: Trees, settings: Settings, tools: Tools): Promise<Listed> {
  if (!settings.keep) return list(trees, settings.restored, tools)
  const work = await openWorkDirectory(tools.files, workOf(settings), tools.attempt)
  const keeper = await keepListing(tools.files, work)
  const also = async ({ verdict, path, restored }: Pair) => {
    if (verdict === 'missing') await keeper.row(lineOf(rowOf(path, restored)))
  }
  const found = await list(trees, settings.restored, { ...tools, also })
  await keeper.end()
  return found
}

async function copyBack(trees: Trees, settings: Settings, tools: Tools): Promise<Done> {
  const work = await openWorkDirectory(tools.files, workOf(settings), tools.attempt)
  const { approved } = settings
  const allowed = approved === null ? null : await approvedPaths(tools.files, work.path, approved)
  const planned = await plan(trees, 'copy', tools)
  if (allowed === null) await assertApproved(trees.files, { work, planned, approved })
  await begin(trees.files, work, approved)
  const { attempt, say } = tools
  const notApproved = await copy({ trees, work: work.path, attempt, intact: planned.intact, say, allowed })
  const settled = await settle(trees, work.path, tools)
  const { newer = 0, older = 0, attributes = 0, kind = 0, blocked = 0, special = 0 } = planned.counts
  const collisions = { newer, older, attributes, kind, blocked, special }
  const counts = { ...settled.counts, ...collisions, present: planned.counts.present ?? 0, notApproved }
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

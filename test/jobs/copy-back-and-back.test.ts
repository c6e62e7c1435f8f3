// Going back, and moving on: what an undo removes, what is carried to another file system, what an approval allows.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { perform } from '../../jobs/copy-back/perform.ts'
import type { Result } from '../../jobs/copy-back/result.ts'
import { FileTree, FileView, graft, programFiles } from '../../sandbox/world/files/index.ts'
import { act, changingActs, makingActs, paths, type Seen, seen } from './trees.ts'

const directory = 'aws-backup-restore_2026-11-22T10-00-00-000Z'
const night = Date.parse('2026-11-22T03:00:00Z')
let attempts = 0

interface Mounts {
  readonly live: FileView
  readonly restored?: FileView
}

async function run({ live, restored }: Mounts, settings: object): Promise<Result> {
  const mounts = { '/live': live, ...(restored && { '/restored': restored }) }
  const argument = { live: '/live', ...(restored && { restored: '/restored' }), run: 'run-1', ...settings }
  const tools = { evidence: { put: async () => undefined }, say: () => undefined, attempt: `pod-${++attempts}` }
  const { message } = await perform(JSON.stringify(argument), { files: programFiles({ mounts }), ...tools })
  return JSON.parse(message) as Result
}

type Acts = Parameters<typeof act>[1]

/** A live tree after a disaster, with what the night held restored beside it. */
function damaged(made: Acts, changed: Acts) {
  let time = night
  const tree = new FileTree(() => {
    time += 1000
    return time
  })
  act(tree, made)
  const snapshot = tree.snapshot()
  act(tree, changed)
  const view = new FileView(tree)
  view.mkdir(`/${directory}`)
  graft(tree, snapshot, { into: `/${directory}` })
  return {
    tree,
    view,
    snapshot,
    people: (acts: Acts) => act(tree, acts),
    do: (settings: object) => run({ live: view }, { directory, ...settings }),
  }
}

/** Times of directories change with what is in them. */
const told = (tree: FileTree) =>
  new Map(
    [...seen(tree)].map(([path, entry]): [string, Seen] => [
      path,
      { ...entry, sameAs: '', modifiedAt: entry.kind === 'directory' ? 0 : entry.modifiedAt },
    ]),
  )

const traces = (view: FileView) => view.readdir('/').filter(name => name.startsWith('.muster-'))

describe('an undo', () => {
  test('right after the copy leaves the tree as it was before it, whatever was deleted', async () => {
    await fc.assert(
      fc.asyncProperty(makingActs, changingActs, async (made, changed) => {
        const it = damaged(made, changed)
        const before = told(it.tree)
        await it.do({ mode: 'copy' })

        const result = await it.do({ mode: 'undo' })

        expect(result).toMatchObject({ outcome: 'done', counts: { kept: 0 } })
        expect(told(it.tree)).toEqual(before)
      }),
      { numRuns: 150 },
    )
  })

  test('keeps whatever people changed or added after the copy, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(makingActs, changingActs, changingActs, async (made, changed, after) => {
        const it = damaged(made, changed)
        await it.do({ mode: 'copy' })
        const copied = told(it.tree)
        it.people(after)
        const now = told(it.tree)

        await it.do({ mode: 'undo' })

        const left = told(it.tree)
        for (const [path, entry] of now) {
          const was = copied.get(path)
          const isTheirs = was === undefined || JSON.stringify(was) !== JSON.stringify(entry)
          if (isTheirs && entry.kind !== 'directory') expect([path, left.get(path)]).toEqual([path, entry])
        }
        for (const path of left.keys()) expect(now.has(path)).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  test('of a copy that never began removes nothing, and done twice it does the same', async () => {
    const it = damaged([], [])
    it.view.writeFile(`/${directory}/gone.jpg`, 'a picture')

    expect(await it.do({ mode: 'undo' })).toMatchObject({ outcome: 'done', counts: { files: 0 } })
    await it.do({ mode: 'copy' })
    expect(await it.do({ mode: 'undo' })).toMatchObject({ outcome: 'done', counts: { files: 1 } })
    expect(await it.do({ mode: 'undo' })).toMatchObject({ outcome: 'done', counts: { files: 0, gone: 1 } })
    expect(it.view.exists('/gone.jpg')).toBe(false)
  })

  test('without the restore directory is refused: what was copied could not be told from what people made', async () => {
    const it = damaged([], [])
    it.view.writeFile(`/${directory}/gone.jpg`, 'a picture')
    await it.do({ mode: 'copy' })
    it.view.remove(`/${directory}`)

    expect(await it.do({ mode: 'undo' })).toMatchObject({ outcome: 'refused' })
    expect(it.view.exists('/gone.jpg')).toBe(true)
  })
})

describe('an approval', () => {
  test('allows less and never more: what came back meanwhile stays, what went away since is not touched', async () => {
    await fc.assert(
      fc.asyncProperty(makingActs, changingActs, changingActs, async (made, changed, meanwhile) => {
        const it = damaged(made, changed)
        const missing = new Set(
          paths(new FileView(new FileTree(() => 0, it.snapshot))).filter(path => !it.view.exists(path)),
        )
        const listed = await it.do({ mode: 'list', keep: true })
        it.people(meanwhile)
        const before = told(it.tree)

        const copied = await it.do({ mode: 'copy', approved: listed.listings.missing?.sha256 })

        expect(['done', 'differs']).toContain(copied.outcome)
        const after = told(it.tree)
        for (const [path, entry] of before) expect([path, after.get(path)]).toEqual([path, entry])
        for (const path of after.keys()) expect(before.has(path) || missing.has(path)).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  test('of another listing than the last of the run is refused', async () => {
    const it = damaged([], [])
    it.view.writeFile(`/${directory}/gone.jpg`, 'a picture')
    const first = await it.do({ mode: 'list', keep: true })
    it.view.writeFile(`/${directory}/also.jpg`, 'another')
    await it.do({ mode: 'list', keep: true })

    const copied = await it.do({ mode: 'copy', approved: first.listings.missing?.sha256 })

    expect(copied).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('not the last one') })
    expect(it.view.exists('/gone.jpg')).toBe(false)
  })
})

describe('moving to a file system that was restored whole', () => {
  /** The restored tree at the root of another file system, and the live one with what people did since. */
  async function moved(made: Acts, since: Acts) {
    const { tree, snapshot } = damaged(made, since)
    const fresh = new FileTree(tree.now)
    const restored = new FileView(fresh)
    restored.mkdir(`/${directory}`)
    graft(fresh, snapshot, { into: `/${directory}` })
    expect(await run({ live: restored }, { mode: 'move', directory })).toMatchObject({ outcome: 'done' })
    return { old: new FileView(tree), oldTree: tree, fresh, restored }
  }

  test('loses nothing that people made or changed since, and brings back what they lost', async () => {
    await fc.assert(
      fc.asyncProperty(makingActs, changingActs, async (made, since) => {
        const it = await moved(made, since)
        const before = told(it.fresh)
        const old = told(it.oldTree)

        const result = await run({ live: it.restored, restored: it.old }, { mode: 'forward' })

        const after = told(it.fresh)
        expect(traces(it.restored)).toEqual([])
        expect(it.restored.exists(`/${directory}`)).toBe(false)
        for (const path of before.keys()) expect(after.has(path)).toBe(true)
        const different = [...old].filter(([path, entry]) => JSON.stringify(after.get(path)) !== JSON.stringify(entry))
        // What is not as people had it is told, each path of it.
        expect(different.length).toBeLessThanOrEqual(result.counts.left ?? 0)
        for (const [path, entry] of different) {
          const was = before.get(path)
          const isNewer =
            was !== undefined &&
            was.kind === entry.kind &&
            entry.kind !== 'directory' &&
            entry.modifiedAt > was.modifiedAt + 1
          expect([path, isNewer]).toEqual([path, false])
        }
      }),
      { numRuns: 150 },
    )
  })

  test('done again it carries nothing more: an attempt that was killed goes on', async () => {
    await fc.assert(
      fc.asyncProperty(makingActs, changingActs, async (made, since) => {
        const it = await moved(made, since)
        await run({ live: it.restored, restored: it.old }, { mode: 'forward' })
        const once = told(it.fresh)

        const again = await run({ live: it.restored, restored: it.old }, { mode: 'forward' })

        expect(again.counts).toMatchObject({ files: 0, directories: 0, symlinks: 0, replaced: 0 })
        expect(told(it.fresh)).toEqual(once)
      }),
      { numRuns: 80 },
    )
  })

  test('is compared root with root, once its files are there', async () => {
    const it = await moved([], [])
    it.restored.writeFile('/back.jpg', 'a picture')

    const listed = await run({ live: it.old, restored: it.restored }, { mode: 'list' })

    expect(listed).toMatchObject({ outcome: 'done', directory: null, counts: { files: 1 } })
  })
})

describe('what a drill reads, and what a run tries', () => {
  test('a survey reads every file and counts what AWS Backup could not place', async () => {
    await fc.assert(
      fc.asyncProperty(makingActs, async made => {
        const it = damaged(made, [])
        const files = [...seen(new FileTree(() => 0, it.snapshot)).values()].filter(({ kind }) => kind === 'file')

        const surveyed = await it.do({ mode: 'survey' })

        expect(surveyed).toMatchObject({ outcome: 'done', counts: { files: files.length, lostAndFound: 0 } })
      }),
      { numRuns: 60 },
    )
    const it = damaged([], [])
    it.view.mkdir('/aws-backup-lost+found')
    it.view.writeFile('/aws-backup-lost+found/orphan', '?')
    expect(await it.do({ mode: 'survey' })).toMatchObject({ outcome: 'differs', counts: { lostAndFound: 1 } })
  })

  test('a trial leaves nothing behind, and says when root is squashed', async () => {
    const it = damaged([], [])
    expect(await it.do({ mode: 'probe' })).toMatchObject({ outcome: 'done' })
    expect(traces(it.view)).toEqual([])

    it.view.chmod('/', 0o777)
    const nobody = new FileView(it.tree, { as: { owner: 65_534, group: 65_534, groups: [] } })
    expect(await run({ live: nobody }, { mode: 'probe' })).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('ClientRootAccess'),
    })
    expect(traces(it.view)).toEqual([])
  })

  test('of a failed restore too, what its job left is discarded by its times, and nobody else’s', async () => {
    const it = damaged([], [])
    for (const name of [
      'aws-backup-failed-restore_2026-11-22T10-01-00-000Z',
      'aws-backup-restore_2026-11-21T10-00-00-000Z',
    ])
      it.view.mkdirs(`/${name}/wp-content`)
    const between = { from: '2026-11-22T09:59:30Z', to: '2026-11-22T10:04:00Z' }

    const removed = await run({ live: it.view }, { mode: 'discard', restoredBetween: between })

    expect(removed).toMatchObject({ outcome: 'done', counts: { removed: 3 } })
    expect(it.view.readdir('/')).toEqual(['aws-backup-restore_2026-11-21T10-00-00-000Z'])
  })
})

// The copy back of deleted files, on trees of every shape: what people changed survives, what is missing comes back whole.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Files } from '../../jobs/copy-back/files.ts'
import { perform } from '../../jobs/copy-back/perform.ts'
import type { Result } from '../../jobs/copy-back/result.ts'
import { FileTree, FileView, graft, programFiles } from '../../sandbox/world/files/index.ts'
import { act, changingActs, makingActs, paths, seen } from './trees.ts'

const restoreName = 'aws-backup-restore_2026-11-22T10-00-00-000Z'
const period = { from: '2026-11-22T09:59:30Z', to: '2026-11-22T10:04:00Z' }
const at = Date.parse('2026-11-22T03:00:00Z')

/** A live tree after a disaster, with the recovery point restored beside it. Time passes with every look at the clock. */
function world(options: { readonly hardLinks?: boolean } = {}) {
  let time = at
  const tree = new FileTree(() => (time += 1000))
  const evidence = new Map<string, string>()
  const view = new FileView(tree)
  const restore = (name = restoreName, only?: readonly string[]) => {
    view.mkdir(`/${name}`)
    return graft(tree, snapshot, { into: `/${name}`, ...options, ...(only && { only }) })
  }
  let snapshot = tree.snapshot()
  return {
    tree,
    view,
    evidence,
    backUp: () => {
      snapshot = tree.snapshot()
      return new FileTree(tree.now, snapshot)
    },
    restore,
    run: (settings: object, files: Files = programFiles({ mounts: { '/live': view } })) =>
      runOn(files, evidence, settings),
    rows: (name: string) =>
      [...evidence]
        .filter(([key]) => key.startsWith(name))
        .flatMap(([, text]) => text.trim().split('\n'))
        .filter(line => line !== '')
        .map(line => JSON.parse(line)),
  }
}

/** Every run is a pod of its own. */
let attempts = 0

async function runOn(files: Files, evidence: Map<string, string>, settings: object) {
  const argument = JSON.stringify({ live: '/live', run: 'run-1', restoredBetween: period, ...settings })
  const put = async (name: string, bytes: Uint8Array) => {
    evidence.set(name, new TextDecoder().decode(bytes))
  }
  const { exitCode, message, error } = await perform(argument, {
    files,
    evidence: { put },
    say: () => undefined,
    attempt: `pod-${++attempts}`,
  })
  return { ...(JSON.parse(message) as Result), exitCode, error, message }
}

type World = ReturnType<typeof world>

/** A tree of the night, and what people did to it afterwards. */
function damaged(made: Parameters<typeof act>[1], changed: Parameters<typeof act>[1], options = {}) {
  const it = world(options)
  act(it.tree, made)
  const night = it.backUp()
  act(it.tree, changed)
  it.restore()
  return { ...it, night }
}

describe('the laws of copying back', () => {
  test('into an empty tree, everything comes back: content, owners, groups, modes, times, links, hard links', async () => {
    await fc.assert(
      fc.asyncProperty(makingActs, async made => {
        const it = damaged(made, [])
        for (const name of it.view.readdir('/')) if (name !== restoreName) it.view.remove(`/${name}`)

        const result = await it.run({ mode: 'copy' })

        expect(result).toMatchObject({ outcome: 'done', exitCode: 0 })
        expect(seen(it.tree)).toEqual(seen(it.night))
      }),
      { numRuns: 150 },
    )
  })

  test('what exists in the live tree is left byte for byte, and everything missing beside it comes back', async () => {
    await fc.assert(
      fc.asyncProperty(makingActs, changingActs, fc.boolean(), async (made, changed, hardLinks) => {
        const it = damaged(made, changed, { hardLinks })
        const before = seen(it.tree)

        const result = await it.run({ mode: 'copy' })

        const after = seen(it.tree)
        for (const [path, was] of before) expect(untimed(after.get(path))).toEqual(untimed(was))
        for (const [path, was] of seen(it.night)) {
          if (before.has(path)) continue
          const blocked = blockedBy(path, before)
          if (blocked) expect(after.has(path)).toBe(false)
          else expect({ ...after.get(path), sameAs: '' }).toEqual({ ...was, sameAs: '' })
        }
        const came = [...seen(it.night)].filter(([path]) => !before.has(path) && after.has(path))
        for (const [path, { sameAs }] of hardLinks ? came : []) {
          const group = came.filter(([, other]) => other.sameAs === sameAs).map(([each]) => each)
          for (const other of group) expect(after.get(other)?.sameAs).toBe(after.get(path)?.sameAs)
        }
        for (const path of after.keys()) expect(before.has(path) || seen(it.night).has(path)).toBe(true)
        expect(result.outcome).toBe('done')
      }),
      { numRuns: 200 },
    )
  })

  test('list says beforehand exactly what copy then does, and touches nothing', async () => {
    await fc.assert(
      fc.asyncProperty(makingActs, changingActs, async (made, changed) => {
        const it = damaged(made, changed)
        const before = seen(it.tree)
        const listed = await it.run({ mode: 'list' })
        expect(seen(it.tree)).toEqual(before)
        expect(it.view.readdir('/').filter(name => name.startsWith('.muster'))).toEqual([])

        const copied = await it.run({ mode: 'copy', approved: listed.listings.missing?.sha256 })

        expect(copied.outcome).toBe('done')
        expect(copied.listings.copied).toEqual({ ...listed.listings.missing, parts: expect.any(Number) })
        expect(copied.bytes).toBe(listed.bytes)
        expect(copied.counts.copiedFiles).toBe(listed.counts.files)
      }),
      { numRuns: 100 },
    )
  })

  test('killed at any moment and started again, it ends as if nothing had happened', async () => {
    await fc.assert(
      fc.asyncProperty(
        makingActs,
        changingActs,
        fc.array(fc.nat({ max: 150 }), { minLength: 1, maxLength: 3 }),
        async (made, changed, kills) => {
          const it = damaged(made, changed)
          const calm = damaged(made, changed)
          await calm.run({ mode: 'copy' })

          for (const kill of kills) await it.run({ mode: 'copy' }, dyingAfter(kill, it))
          const result = await it.run({ mode: 'copy' })

          expect(result.exitCode).toBe(0)
          expect(untimedDirectories(seen(it.tree))).toEqual(untimedDirectories(seen(calm.tree)))
          expect((await it.run({ mode: 'verify' })).outcome).toBe('done')
        },
      ),
      { numRuns: 150 },
    )
  })

  test('two pods at once, because a node was lost from sight, copy as one does', async () => {
    await fc.assert(
      fc.asyncProperty(makingActs, changingActs, async (made, changed) => {
        const it = damaged(made, changed)
        const calm = damaged(made, changed)
        await calm.run({ mode: 'copy' })

        const results = await Promise.all([
          it.run({ mode: 'copy' }),
          it.run(
            { mode: 'copy' },
            counted(it, () => {}),
          ),
        ])

        expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0])
        expect(alone(seen(it.tree))).toEqual(alone(seen(calm.tree)))
        expect((await it.run({ mode: 'verify' })).outcome).toBe('done')
      }),
      { numRuns: 100 },
    )
  })

  test('what people write while it runs is never overwritten', async () => {
    await fc.assert(
      fc.asyncProperty(makingActs, changingActs, fc.nat({ max: 200 }), async (made, changed, moment) => {
        const it = damaged(made, changed)
        const missing = [...seen(it.night).keys()].filter(path => !it.view.exists(path))
        const written: string[] = []
        const people = () => {
          for (const path of missing.filter((_, index) => index % 3 === 0)) {
            try {
              if (it.view.exists(path)) continue
              it.view.writeFile(path, 'written meanwhile')
              written.push(path)
            } catch (error) {
              if (!(Error.isError(error) && 'syscall' in error)) throw error
            }
          }
        }

        const result = await it.run({ mode: 'copy' }, disturbed(it, moment, people))

        const text = (path: string) => new TextDecoder().decode(it.view.readFile(path))
        for (const path of written) expect(text(path)).toBe('written meanwhile')
        expect(result.exitCode).toBe(0)
      }),
      { numRuns: 200 },
    )
  })

  test('afterwards verify proves every path, and notices every way in which a copy can be wrong', async () => {
    await fc.assert(
      fc.asyncProperty(makingActs, changingActs, fc.nat(), async (made, changed, which) => {
        const it = damaged(made, changed)
        await it.run({ mode: 'copy' })
        expect((await it.run({ mode: 'verify' })).outcome).toBe('done')
        const copied: { path: string; bytes?: string; kind: string }[] = it.rows('copy/copied')
        const files = copied.filter(({ kind }) => kind === 'file')
        const one = files[which % Math.max(1, files.length)]
        if (!one) return
        const path = Buffer.from(one.bytes ?? one.path, one.bytes ? 'base64' : 'utf8').toString('latin1')
        spoil(it, path, which)

        const result = await it.run({ mode: 'verify' })

        expect(result).toMatchObject({ outcome: 'differs' })
        expect((result.counts.different ?? 0) + (result.counts.gone ?? 0)).toBeGreaterThan(0)
      }),
      { numRuns: 100 },
    )
  })

  test('find names each deletion once, and copying back what it names leaves nothing to find', async () => {
    await fc.assert(
      fc.asyncProperty(makingActs, changingActs, async (made, changed) => {
        const it = damaged(made, changed)
        const gone = [...seen(it.night).keys()].filter(path => !it.view.exists(path))
        const found = await it.run({ mode: 'find' })
        const tops = gone.filter(path => !gone.some(other => path.startsWith(`${other}/`)))
        const placeable = tops.filter(path => !blockedBy(path, seen(it.tree)))

        expect(found.counts.paths).toBe(placeable.length)
        await it.run({ mode: 'copy' })
        expect((await it.run({ mode: 'find' })).counts.paths).toBe(0)
      }),
      { numRuns: 100 },
    )
  })
})

/** Without times of directories, which change with every name in them, and of links, whose group may have grown. */
function untimed(one: ReturnType<typeof seen> extends Map<string, infer S> ? S | undefined : never) {
  return one && { ...one, modifiedAt: one.kind === 'directory' ? 0 : one.modifiedAt, sameAs: '' }
}

function alone(all: ReturnType<typeof seen>) {
  return new Map([...all].map(([path, one]) => [path, untimed(one)]))
}

function untimedDirectories(all: ReturnType<typeof seen>) {
  return new Map([...all].map(([path, one]) => [path, { ...untimed(one), sameAs: one.sameAs }]))
}

/** The nearest thing above that is there and is no directory. */
function blockedBy(path: string, live: ReturnType<typeof seen>): boolean {
  const names = path.split('/').slice(1, -1)
  return names.some((_, index) => {
    const above = live.get(`/${names.slice(0, index + 1).join('/')}`)
    return above !== undefined && above.kind !== 'directory'
  })
}

/** The pod dies: one call fails, and so does every call after it. */
function dyingAfter(calls: number, it: World): Files {
  return counted(it, count => {
    if (count > calls) throw Object.assign(new Error('killed'), { code: 'EIO' })
  })
}

function disturbed(it: World, moment: number, people: () => void): Files {
  return counted(it, count => {
    if (count === moment) people()
  })
}

/** Reads and writes of open files count as calls too. */
function counted(it: World, tell: (count: number) => void): Files {
  const files = programFiles({ mounts: { '/live': it.view } })
  let count = 0
  const wrap = <T extends object>(target: T): T =>
    Object.fromEntries(
      Object.entries(target).map(([name, work]) => [
        name,
        async (...given: unknown[]) => {
          tell(++count)
          const result = await work(...given)
          return name === 'open' ? wrap(result) : result
        },
      ]),
    ) as T
  return wrap(files)
}

function spoil({ view }: World, path: string, how: number): void {
  const { modifiedAt, owner, mode } = view.lstat(path)
  const ways = [
    () => view.remove(path),
    () => view.writeFile(path, 'rotten bits'),
    () => view.lchown(path, owner + 1, 0),
    () => view.chmod(path, mode ^ 0o111),
  ]
  ways[how % ways.length]?.()
  if (view.exists(path)) view.lutimes(path, modifiedAt)
}

describe('an operator who lost files', () => {
  const uploads = (it: World) => {
    it.view.mkdirs('/wordpress/uploads/2024')
    for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) {
      it.view.writeFile(`/wordpress/uploads/2024/${name}`, `picture ${name}`)
      it.view.lchown(`/wordpress/uploads/2024/${name}`, 33, 33)
    }
  }

  test('gets back the chosen paths and no others', async () => {
    const it = world()
    uploads(it)
    it.backUp()
    it.view.remove('/wordpress')
    it.restore()

    const result = await it.run({
      mode: 'copy',
      items: ['/wordpress/uploads/2024/a.jpg', 'wordpress/uploads/2024/c.jpg'],
    })

    expect(result.counts).toMatchObject({ copiedFiles: 2, copiedDirectories: 3 })
    expect(paths(it.view)).not.toContain('/wordpress/uploads/2024/b.jpg')
    expect(it.view.lstat('/wordpress/uploads/2024/a.jpg')).toMatchObject({ owner: 33, group: 33 })
  })

  test('is told of every collision and decides alone: newer, older, another kind, and what cannot be placed below it', async () => {
    const it = world()
    uploads(it)
    it.view.mkdirs('/wordpress/plugins/shop')
    it.view.writeFile('/wordpress/plugins/shop/shop.php', '<?php')
    it.backUp()
    it.view.writeFile('/wordpress/uploads/2024/a.jpg', 'a better picture')
    it.view.writeFile('/wordpress/uploads/2024/b.jpg', 'old')
    it.view.lutimes('/wordpress/uploads/2024/b.jpg', at - 1e9)
    it.view.remove('/wordpress/plugins')
    it.view.symlink('/etc', '/wordpress/plugins')
    it.restore()

    const result = await it.run({ mode: 'copy' })

    const why = Object.fromEntries(it.rows('copy/collisions').map(({ path, why }) => [path, why]))
    expect(why).toEqual({
      '/wordpress/uploads/2024/a.jpg': 'newer',
      '/wordpress/uploads/2024/b.jpg': 'older',
      '/wordpress/plugins': 'kind',
      '/wordpress/plugins/shop': 'blocked',
      '/wordpress/plugins/shop/shop.php': 'blocked',
    })
    expect(result.counts).toMatchObject({ newer: 1, older: 1, kind: 1, blocked: 2, copiedFiles: 0 })
    expect(it.view.readlink('/wordpress/plugins')).toBe('/etc')
  })

  test('keeps a directory that somebody made again meanwhile as it is, and gets what was in it', async () => {
    const it = world()
    uploads(it)
    it.backUp()
    it.view.remove('/wordpress/uploads')
    it.restore()
    const files = programFiles({ mounts: { '/live': it.view } })
    const open: Files['open'] = (path, flags) => {
      if (flags === 'a' && !it.view.exists('/wordpress/uploads')) {
        it.view.mkdir('/wordpress/uploads')
        it.view.lchown('/wordpress/uploads', 7, 7)
      }
      return files.open(path, flags)
    }

    const result = await it.run({ mode: 'copy' }, { ...files, open })

    expect(it.view.lstat('/wordpress/uploads')).toMatchObject({ owner: 7, group: 7 })
    expect(it.view.readdir('/wordpress/uploads/2024')).toHaveLength(3)
    expect(result).toMatchObject({ outcome: 'differs', counts: { notCopied: 1, copiedFiles: 3 } })
  })

  test('does not get a deleted name linked to a live file whose bytes have rotted', async () => {
    const it = world()
    it.view.writeFile('/a', 'sound')
    it.view.link('/a', '/b')
    it.backUp()
    const { modifiedAt } = it.view.lstat('/a')
    it.view.unlink('/b')
    it.view.writeFile('/a', 'rotte')
    it.view.lutimes('/a', modifiedAt)
    it.restore()

    await it.run({ mode: 'copy' })

    expect(Buffer.from(it.view.readFile('/b')).toString()).toBe('sound')
    expect(Buffer.from(it.view.readFile('/a')).toString()).toBe('rotte')
  })

  test('never gets files from the directory of another restore job', async () => {
    const it = world()
    uploads(it)
    it.backUp()
    it.restore('aws-backup-restore_2026-11-21T10-00-00-000Z')
    it.restore('aws-backup-restore_2026-11-22T10-01-00-000Z')
    it.view.mkdir('/aws-backup-failed-restore_2026-11-22T10-00-00-000Z')

    expect(await it.run({ mode: 'list' })).toMatchObject({
      outcome: 'done',
      directory: 'aws-backup-restore_2026-11-22T10-01-00-000Z',
    })
    it.restore('aws-backup-restore_2026-11-22T10-02-00-000Z')
    expect(await it.run({ mode: 'copy' })).toMatchObject({
      outcome: 'refused',
      directory: null,
      reason: expect.stringContaining('more than one'),
    })
    const none = { restoredBetween: { from: '2026-01-01T00:00:00Z', to: '2026-01-01T00:10:00Z' } }
    expect(await it.run({ mode: 'copy', ...none })).toMatchObject({ outcome: 'refused' })
    expect(it.view.readdir('/').filter(name => name.startsWith('.muster'))).toEqual([])
  })

  test('does not get back what earlier restores and AWS left at the root', async () => {
    const it = world()
    uploads(it)
    it.view.mkdirs('/aws-backup-restore_2020-01-01T00-00-00-000Z/old')
    it.view.mkdirs('/aws-backup-lost+found/old')
    it.backUp()
    it.view.remove('/aws-backup-restore_2020-01-01T00-00-00-000Z')
    it.view.remove('/wordpress')
    it.restore()

    await it.run({ mode: 'copy' })

    expect(it.view.readdir('/').sort()).toEqual(['.muster-run-1', 'aws-backup-lost+found', restoreName, 'wordpress'])
  })

  test('is refused when what is missing is no longer what was approved, and nothing is touched', async () => {
    const it = world()
    uploads(it)
    it.backUp()
    it.view.remove('/wordpress/uploads/2024/a.jpg')
    it.restore()
    const listed = await it.run({ mode: 'list' })
    it.view.remove('/wordpress/uploads/2024/b.jpg')
    const before = seen(it.tree)

    const result = await it.run({ mode: 'copy', approved: listed.listings.missing?.sha256 })

    expect(result).toMatchObject({ outcome: 'refused', exitCode: 0, reason: expect.stringContaining('approved') })
    expect(seen(it.tree)).toEqual(before)
    expect(it.view.readdir('/').filter(name => name.startsWith('.muster'))).toEqual([])
  })

  test('learns at once that root is squashed, before anything is copied with wrong owners', async () => {
    const it = world()
    uploads(it)
    it.backUp()
    it.view.remove('/wordpress/uploads/2024/a.jpg')
    it.view.chmod('/', 0o777)
    it.restore()
    const squashed = new FileView(it.tree, { as: { owner: 65534, group: 65534 } })

    const result = await it.run({ mode: 'copy' }, programFiles({ mounts: { '/live': squashed } }))

    expect(result).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('ClientRootAccess') })
    expect(it.view.readdir('/')).toEqual(['wordpress', restoreName])
    expect(it.view.exists('/wordpress/uploads/2024/a.jpg')).toBe(false)
  })

  test('recovers from a restore on another file system too', async () => {
    const it = world()
    uploads(it)
    const night = it.tree.snapshot()
    const other = new FileTree(it.tree.now)
    new FileView(other).mkdir(`/${restoreName}`)
    graft(other, night, { into: `/${restoreName}` })
    it.view.remove('/wordpress/uploads')
    const files = programFiles({ mounts: { '/live': it.view, '/restored': new FileView(other, { readOnly: true }) } })

    const result = await it.run({ mode: 'copy', restored: '/restored' }, files)

    expect(result).toMatchObject({ outcome: 'done', counts: { copiedFiles: 3, copiedDirectories: 2 } })
    expect(seen(it.tree).get('/wordpress/uploads/2024/a.jpg')).toEqual(
      seen(new FileTree(it.tree.now, night)).get('/wordpress/uploads/2024/a.jpg'),
    )
  })

  test('moves a whole restored file system to its root, and discards what is left', async () => {
    const it = world()
    uploads(it)
    it.view.lchown('/', 0, 33)
    it.view.chmod('/', 0o2775)
    const night = it.backUp()
    const fresh = { ...it, tree: new FileTree(it.tree.now) }
    const view = new FileView(fresh.tree)
    view.mkdir(`/${restoreName}`)
    graft(fresh.tree, night.snapshot(), { into: `/${restoreName}` })
    const files = programFiles({ mounts: { '/live': view } })

    const moved = await it.run({ mode: 'move' }, files)
    expect(moved).toMatchObject({ outcome: 'done', counts: { files: 3, directories: 3, names: 1 } })
    expect(seen(fresh.tree)).toEqual(seen(night))
    expect(view.lstat('/')).toMatchObject({
      group: 33,
      mode: 0o2775,
      modifiedAt: new FileView(night).lstat('/').modifiedAt,
    })

    const discard = { mode: 'discard', directory: restoreName }
    expect(await it.run(discard, files)).toMatchObject({ outcome: 'done', counts: { removed: 0 } })
    expect(view.readdir('/')).toEqual(['wordpress'])
  })

  test('gets ten thousand files of one directory back, each verified', async () => {
    const it = world()
    it.view.mkdir('/cache')
    for (let index = 0; index < 10_000; index++) it.view.writeFile(`/cache/${index}.html`, `page ${index}`)
    it.backUp()
    it.view.remove('/cache')
    it.restore()

    const result = await it.run({ mode: 'copy' })

    expect(result.counts).toMatchObject({ copiedFiles: 10_000, notCopied: 0 })
    expect(await it.run({ mode: 'verify' })).toMatchObject({ outcome: 'done', counts: { files: 10_000 } })
  })

  test('reads names that are no UTF-8 in the listing, with their bytes beside them', async () => {
    const it = world()
    it.view.writeFile('/caf\xe9.txt', 'latin')
    it.backUp()
    it.view.remove('/caf\xe9.txt')
    it.restore()

    await it.run({ mode: 'copy' })

    expect(it.rows('copy/copied')).toMatchObject([{ bytes: Buffer.from('/caf\xe9.txt', 'latin1').toString('base64') }])
    expect(it.view.exists('/caf\xe9.txt')).toBe(true)
  })

  test('finds no file name in the result, whatever fails, and never more than 4096 bytes', async () => {
    const it = world()
    uploads(it)
    it.backUp()
    it.view.remove('/wordpress/uploads/2024/a.jpg')
    it.restore()
    for (const files of [undefined, dyingAfter(30, it), dyingAfter(3, it)]) {
      const { message } = await it.run({ mode: 'copy' }, files)
      expect(message).not.toMatch(/jpg|uploads/)
      expect(Buffer.byteLength(message)).toBeLessThanOrEqual(4096)
    }
    for (let index = 0; index < 200; index++) it.restore(`aws-backup-restore_2026-11-22T10-01-00-${index}Z`)
    expect(Buffer.byteLength((await it.run({ mode: 'copy' })).message)).toBeLessThanOrEqual(4096)
  })

  test('cannot misspell a setting', async () => {
    const it = world()
    for (const wrong of [
      { mode: 'delete' },
      { mode: 'copy', live: '/live/../etc' },
      { mode: 'copy', items: ['/a/../b'] },
      { mode: 'copy', items: [] },
      { mode: 'copy', overwrite: true },
      { mode: 'discard', directory: 'wordpress' },
      { mode: 'discard', directory: 'aws-backup-restore_x/../../wordpress' },
      { mode: 'copy', restoredBetween: { from: 'yesterday', to: 'today' } },
    ])
      expect(await it.run(wrong)).toMatchObject({ outcome: 'failed', exitCode: 1 })
  })
})

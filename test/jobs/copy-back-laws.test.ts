// The laws of copying back, on trees of every shape: what people changed survives, what is missing comes back whole.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { counted, disturbed, dyingAfter, restoreName, type World, world } from './copy-back-world.ts'
import { act, changingActs, makingActs, seen } from './trees.ts'

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

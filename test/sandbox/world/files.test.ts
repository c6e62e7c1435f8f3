// The file tree of the sandbox as programs and backups meet it: rights, links, times, and snapshots that cost nothing.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  bytesOf,
  contentOf,
  describedContent,
  encoded,
  type FileError,
  FileTree,
  FileView,
  graft,
  inventedContent,
  programFiles,
  sha256,
  together,
} from '../../../sandbox/world/files/index.ts'
import { act, changingActs, makingActs, seen } from '../../jobs/trees.ts'

function world() {
  let time = 1_000_000
  const tree = new FileTree(() => (time += 1000))
  return {
    tree,
    view: new FileView(tree),
    as: (owner: number, group = owner) => new FileView(tree, { as: { owner, group } }),
  }
}

function code(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return (error as FileError).code
  }
  return 'nothing'
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

describe('snapshots', () => {
  test('stay as they were, whatever is done to the tree, and the tree may be given back to any of them', () => {
    fc.assert(
      fc.property(makingActs, fc.array(changingActs, { maxLength: 4 }), (made, nights) => {
        const { tree } = world()
        act(tree, made)
        const kept = nights.map(acts => {
          const snapshot = tree.snapshot()
          const then = seen(tree)
          act(tree, acts)
          return { snapshot, then, totals: { count: snapshot.count, bytes: snapshot.bytes } }
        })
        for (const { snapshot, then, totals } of kept) {
          const old = tree.at(snapshot)
          expect(seen(old)).toEqual(then)
          expect({ count: old.count, bytes: old.bytes }).toEqual(totals)
          // Changing what was given back changes neither the snapshot nor the living tree.
          const living = seen(tree)
          act(old, made)
          expect(seen(tree)).toEqual(living)
          expect(seen(tree.at(snapshot))).toEqual(then)
        }
      }),
      { numRuns: 100 },
    )
  })

  test('of ten thousand files share what has not changed, night after night', () => {
    const { tree, view } = world()
    view.mkdir('/uploads')
    for (let index = 0; index < 10_000; index++) view.writeFile(`/uploads/${index}`, 'picture')
    const nights = Array.from({ length: 1000 }, () => tree.snapshot())
    expect(nights.at(-1)).toMatchObject({ count: 10_002, bytes: 70_000 })

    for (let night = 0; night < 30; night++) {
      tree.snapshot()
      view.writeFile('/uploads/17', `changed ${night}`)
    }
    expect(text(new FileView(tree.at(nights[0]!)).readFile('/uploads/17'))).toBe('picture')
  })

  test('put back below a directory keep everything but sockets, pipes and what was not asked for', () => {
    const { tree, view } = world()
    view.mkdirs('/wordpress/uploads')
    view.writeFile('/wordpress/uploads/a', 'a')
    view.link('/wordpress/uploads/a', '/wordpress/b')
    view.lchown('/wordpress', 33, 33)
    view.makeSpecial('socket', '/wordpress/php.sock')
    view.mkdir('/other')
    const snapshot = tree.snapshot()
    view.mkdir('/whole')
    view.mkdir('/part')
    view.mkdir('/separate')

    expect(graft(tree, snapshot, { into: '/whole' })).toEqual({ count: 4, bytes: 1 })
    graft(tree, snapshot, { into: '/part', only: ['/wordpress/uploads/a', '/no/such', 'other'] })
    graft(tree, snapshot, { into: '/separate', hardLinks: false })

    expect(seen(tree, '/whole')).toEqual(without(seen(tree.at(snapshot)), '/wordpress/php.sock'))
    expect([...seen(tree, '/part').keys()]).toEqual([
      '/other',
      '/wordpress',
      '/wordpress/uploads',
      '/wordpress/uploads/a',
    ])
    expect(view.lstat('/part/wordpress')).toMatchObject({ owner: 33, group: 33 })
    expect(view.lstat('/separate/wordpress/b').links).toBe(1)
    expect(view.lstat('/whole/wordpress/b').links).toBe(2)
  })
})

function without(all: ReturnType<typeof seen>, path: string) {
  return new Map([...all].filter(([each]) => each !== path))
}

describe('a program', () => {
  test('meets the error codes of Linux', () => {
    const { view } = world()
    view.mkdirs('/a/b')
    view.writeFile('/a/f', 'x')
    view.symlink('loop', '/loop')
    const codes = {
      ENOENT: () => view.readFile('/none'),
      ENOTDIR: () => view.lstat('/a/f/x'),
      EISDIR: () => view.readFile('/a'),
      EEXIST: () => view.mkdir('/a'),
      ENOTEMPTY: () => view.rmdir('/a'),
      ELOOP: () => view.stat('/loop'),
      EINVAL: () => view.rename('/a', '/a/b/c'),
      ENAMETOOLONG: () => view.writeFile(`/${'x'.repeat(256)}`, ''),
      EPERM: () => view.link('/a', '/c'),
    }
    for (const [expected, work] of Object.entries(codes)) expect(code(work)).toBe(expected)
    expect(code(() => view.open('/a/f', 'wx'))).toBe('EEXIST')
    expect(code(() => view.rename('/a/f', '/a/b'))).toBe('EISDIR')
    expect(code(() => view.rename('/a/b', '/a/f'))).toBe('ENOTDIR')
    for (let index = 1; index < 177; index++) view.link('/a/f', `/link${index}`)
    expect(code(() => view.link('/a/f', '/one-too-many'))).toBe('EMLINK')
    expect(() => view.writeFile('/日本', '')).toThrow(TypeError)
    view.writeFile(encoded('/日本'), '')
  })

  test('may do what owner, group and mode allow, and no more', () => {
    const { view, as } = world()
    view.mkdir('/site', 0o750)
    view.lchown('/site', 33, 50)
    view.writeFile('/site/config', 'secret')
    view.lchown('/site/config', 33, 50)
    view.chmod('/site/config', 0o640)
    expect(text(as(33).readFile('/site/config'))).toBe('secret')
    expect(text(as(7, 50).readFile('/site/config'))).toBe('secret')
    expect(code(() => as(7).readFile('/site/config'))).toBe('EACCES')
    expect(code(() => as(7, 50).writeFile('/site/config', 'x'))).toBe('EACCES')
    expect(code(() => as(7, 50).unlink('/site/config'))).toBe('EACCES')
    expect(code(() => as(33).lchown('/site/config', 7, 50))).toBe('EPERM')
    expect(code(() => as(7, 50).chmod('/site/config', 0o777))).toBe('EPERM')
    expect(code(() => new FileView(world().tree, { readOnly: true }).mkdir('/x'))).toBe('EROFS')
  })

  test('finds sticky and set-group-id directories, and loses set-user-id with a change of owner', () => {
    const { view, as } = world()
    view.mkdir('/common')
    view.chmod('/common', 0o1777)
    as(33).writeFile('/common/mine', 'x')
    expect(code(() => as(34).unlink('/common/mine'))).toBe('EPERM')
    view.mkdir('/shared')
    view.chmod('/shared', 0o2777)
    view.lchown('/shared', 0, 50)
    as(33).mkdir('/shared/inner')
    expect(view.lstat('/shared/inner')).toMatchObject({ owner: 33, group: 50, mode: 0o2755 })
    view.chmod('/common/mine', 0o4755)
    view.lchown('/common/mine', 0, 0)
    expect(view.lstat('/common/mine').mode).toBe(0o755)
  })

  test('sees only what lies below its root, and follows links no further than its mount', () => {
    const { tree, view } = world()
    view.mkdirs('/wordpress/uploads')
    view.writeFile('/secret', 'x')
    view.writeFile('/wordpress/uploads/a', 'a')
    view.symlink('../../secret', '/wordpress/uploads/out')
    view.symlink('/var/www/html/uploads/a', '/wordpress/uploads/in')
    view.symlink('/etc/passwd', '/wordpress/uploads/etc')
    const pod = new FileView(tree, { root: '/wordpress', mountedAt: '/var/www/html' })
    expect(code(() => pod.stat('/uploads/out'))).toBe('ENOENT')
    expect(code(() => pod.stat('/../../secret'))).toBe('ENOENT')
    expect(text(pod.readFile('/uploads/in'))).toBe('a')
    expect(code(() => pod.readFile('/uploads/etc'))).toBe('ENOENT')
    view.rename('/wordpress', '/elsewhere')
    expect(pod.readdir('/uploads')).toContain('a')
    view.remove('/elsewhere')
    expect(code(() => pod.readdir('/'))).toBe('ESTALE')
  })

  test('reads and writes an open file also after its name is gone', () => {
    const { view, tree } = world()
    view.writeFile('/log', 'first ')
    const handle = view.open('/log', 'a')
    handle.write(Buffer.from('second'))
    expect(text(view.readFile('/log'))).toBe('first second')
    view.unlink('/log')
    handle.write(Buffer.from(' third'))
    expect(handle.status().size).toBe(18)
    expect(tree.bytes).toBe(0)
    handle.close()
    expect(code(() => handle.write(Buffer.from('x')))).toBe('EBADF')
  })

  test('gets the same invented picture for the same name', () => {
    expect(sha256(inventedContent('a.jpg', 10_000))).toBe(sha256(inventedContent('a.jpg', 10_000)))
    expect(sha256(inventedContent('a.jpg', 10_000))).not.toBe(sha256(inventedContent('b.jpg', 10_000)))
    expect(inventedContent('a.jpg', 10_000).size).toBe(10_000)
    expect(contentOf('').pieces).toEqual([])
  })
})

describe('what is described only', () => {
  test('reads as the same bytes written out, from wherever it is read', () => {
    const { view } = world()
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 1, max: 5000 }), (size, step) => {
        view.writeContent('/described', describedContent('a recording', size))
        const handle = view.open('/described')
        const buffer = new Uint8Array(step)
        const parts: Buffer[] = []
        for (let count = handle.read(buffer); count > 0; count = handle.read(buffer))
          parts.push(Buffer.from(buffer.slice(0, count)))
        expect(Buffer.concat(parts).equals(bytesOf(inventedContent('a recording', size)))).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  test('is copied as it is, however the copy was cut, and takes the time of its bytes and no more of this machine', async () => {
    const { view } = world()
    view.writeContent('/big', describedContent('a recording', 50e9))
    let spent = 0
    const pause = async (seconds: number) => {
      spent += seconds
    }
    const files = programFiles({ mounts: { '/live': view }, pause })
    const target = await files.open('/live/copy', 'wx')
    expect(await target.append('/live/big')).toBe(50e9)
    expect(spent).toBeGreaterThan(2 * 500 - 1)
    expect(await files.sha256('/live/copy')).toBe(await files.sha256('/live/big'))
    expect(spent).toBeLessThan(4 * 500 + 5)
  })

  test('differs from another description, from less of it, and from anything written at its end', () => {
    const hashes = [
      describedContent('a', 9e9),
      describedContent('b', 9e9),
      describedContent('a', 8e9),
      together(describedContent('a', 9e9), contentOf('!')),
      describedContent('', 9e9),
    ].map(sha256)
    expect(new Set(hashes).size).toBe(hashes.length)
  })
})

// The copy back of deleted files as an operator meets it: what comes back, what is refused, and what is said.
import { describe, expect, test } from '@jest/globals'
import type { Files } from '../../jobs/copy-back/files.ts'
import { FileTree, FileView, graft, programFiles } from '../../sandbox/world/files/index.ts'
import { at, dyingAfter, restoreName, type World, world } from './copy-back-world.ts'
import { paths, seen } from './trees.ts'

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

// Decisions about files that need no world: requests, paths, volume handles, what a Job's words mean, how long it takes.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { attachmentIn, attachmentPath, rowsOf } from '../../domain/files/attachment.ts'
import { countsText, judgeWords } from '../../domain/files/judge.ts'
import { itemsPlan, outermost, pathFault } from '../../domain/files/paths.ts'
import { deadlineSeconds, estimateText, jobSeconds, readableBytes, restoreSeconds } from '../../domain/files/program.ts'
import { handleText, movedHandle, parseHandle } from '../../domain/files/volume-handle.ts'
import { checkRequest } from '../../domain/requests/index.ts'

const now = Date.parse('2030-03-04T07:00:00Z')
const asked = { deletedAt: '2030-03-04T06:58:30Z' }
const faultsOf = (given: object, mode: 'recover' | 'drill' = 'recover') => {
  const checked = checkRequest('file-deletion', mode, given, now)
  return 'faults' in checked ? checked.faults.join('\n') : ''
}

describe('a request', () => {
  test('needs nothing but the time of the deletion: what is missing is found out, item by item', () => {
    expect(checkRequest('file-deletion', 'recover', asked, now)).toMatchObject({
      request: { mode: 'items', paths: null, point: null, coldAccepted: false, approval: 'required' },
    })
  })

  test.each([
    [{ deletedAt: '2030-03-04T08:00:00Z' }, 'in the future'],
    [{ paths: ['uploads/a.jpg'] }, 'not absolute'],
    [{ paths: ['/'] }, 'the root itself'],
    [{ paths: ['/wp-content/../etc'] }, 'not a plain path'],
    [{ paths: ['/aws-backup-restore_2029-01-01T00-00-00-000Z/a'] }, 'AWS Backup or this program'],
    [{ paths: [] }, 'paths'],
    [{ adopt: 'an-earlier-run' }, 'say mode: whole'],
    [{ approval: 'waived' }, 'waivedBecause'],
    [{ paths: Array.from({ length: 20 }, (_, index) => `/${index}/${'x'.repeat(1500)}`) }, 'bytes together'],
  ])('that says %j is refused with its fault', (given, fault) => {
    expect(faultsOf({ ...asked, ...given })).toContain(fault)
  })

  test('of a drill may not ask for the live files', () => {
    expect(faultsOf({ mode: 'items' }, 'drill')).toContain('a drill does not write')
    expect(faultsOf({}, 'drill')).toBe('')
  })
})

describe('paths', () => {
  const name = fc.stringMatching(/^[a-z]{1,3}$/)
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map(names => `/${names.join('/')}`)

  test('are restored by name as long as AWS Backup takes so many, and none of them twice', () => {
    fc.assert(
      fc.property(fc.array(path, { minLength: 1, maxLength: 30 }), paths => {
        const { items } = itemsPlan(paths)
        const outer = outermost(paths)
        expect(items).toEqual(outer.length > 10 ? null : outer)
        for (const each of paths) expect(outer.some(other => each === other || each.startsWith(`${other}/`))).toBe(true)
        for (const each of outer) expect(outer.filter(other => each.startsWith(`${other}/`))).toEqual([])
      }),
    )
  })

  test('that are plain are no fault', () => {
    fc.assert(fc.property(path, each => expect(pathFault(each)).toBeNull()))
  })
})

describe('a volume handle', () => {
  test.each([
    'fs-0a1b2c3d4e5f60718',
    'efs:fs-0a1b2c3d4e5f60718:/wordpress',
    'fs-0a1b2c3d4e5f60718::fsap-0f1e2d3c4b5a69788',
    'efs:fs-0a1b2c3d4e5f60718:/sub:fsap-0f1e2d3c4b5a69788',
  ])('such as %s is read and written back as it was', text => {
    const handle = parseHandle(text)
    expect(handle && handleText(handle)).toBe(text)
  })

  test('leads to the same place on another file system, by the counterpart of its access point', () => {
    const handle = parseHandle('fs-0a1b2c3d4e5f60718::fsap-0f1e2d3c4b5a69788')
    if (!handle) throw new Error('unread')
    const to = { fileSystemId: 'fs-11111111', accessPoints: { 'fsap-0f1e2d3c4b5a69788': 'fsap-22222222' } }
    expect(handleText(movedHandle(handle, to))).toBe('fs-11111111::fsap-22222222')
    expect(() => movedHandle(handle, { ...to, accessPoints: {} })).toThrow('no access point in place of')
  })

  test('of another driver is none', () => {
    expect(parseHandle('vol-0a1b2c3d4e5f60718')).toBeUndefined()
  })
})

describe("a Job's last words", () => {
  const words = (more: object) =>
    JSON.stringify({
      mode: 'copy',
      outcome: 'done',
      reason: '',
      directory: null,
      counts: {},
      bytes: 0,
      listings: {},
      ...more,
    })
  const told = (text: string) => {
    const judged = judgeWords(text)
    return judged.goesOn ? 'goes on' : `${judged.error.code}: ${judged.reason}`
  }

  test.each([
    [words({}), 'goes on'],
    [words({ outcome: 'differs', reason: 'some paths were taken' }), 'goes on'],
    [
      words({ mode: 'verify', outcome: 'differs', reason: 'not the same', counts: { different: 2 } }),
      'NotProven: not the same: different 2',
    ],
    [
      words({ outcome: 'refused', reason: 'root is squashed' }),
      'NotProven: the program refused, and touched nothing: root is squashed',
    ],
    [words({ outcome: 'failed', reason: 'EIO' }), 'JobFailed: the program failed: EIO'],
    [words({ mode: 'list', counts: { present: 9 } }), 'goes on'],
    ['node: command not found', 'JobFailed: the program ended without a result: node: command not found'],
    ['', 'JobFailed: the program ended without a result: it said nothing'],
  ])('%s mean: %s', (text, meaning) => {
    expect(told(text)).toBe(meaning)
  })

  test('that nothing is missing stop a run only when paths are not in the recovery point', () => {
    expect(told(words({ mode: 'list', counts: { notInBackup: 1 } }))).toContain('NotProven: 1 of the paths')
    expect(told(words({ mode: 'list', counts: { notInBackup: 1, files: 3 } }))).toBe('goes on')
    expect(countsText({ files: 3, kept: 0 })).toBe('files 3')
  })
})

describe('how long it takes', () => {
  test('counts how often a Job touches each byte: a listing never, a survey once, a copy and its proof twice', () => {
    const work = { files: 48, bytes: 30e9 }
    expect((['list', 'survey', 'copy', 'verify'] as const).map(mode => jobSeconds(mode, work))).toEqual([
      11, 310, 610, 610,
    ])
    expect(jobSeconds('list', null)).toBe(10)
  })

  test('follows from files as well as from bytes, and a deadline leaves four times as much', () => {
    expect(restoreSeconds({ files: 150_000, bytes: 0 })).toBe(180)
    expect(restoreSeconds({ files: 1, bytes: 50e9 })).toBe(330)
    expect(deadlineSeconds('copy', { files: 0, bytes: 0 })).toBe(1800)
    expect(deadlineSeconds('copy', { files: 1_500_000, bytes: 0 })).toBe(4040)
    expect(deadlineSeconds('list', null)).toBe(7200)
    expect(estimateText({ files: 3, bytes: 12_300_000 })).toBe('about 22 s: 3 files, 12.3 MB')
    expect([0, 999, 1500, 3e12].map(readableBytes)).toEqual(['0 bytes', '999 bytes', '1.50 KB', '3.00 TB'])
  })
})

describe('the attachment that is asked for as a visitor does', () => {
  const row = (path: string, more: object = {}) => ({ path, kind: 'file', size: 10, ...more })

  test('is an upload that any web server hands out', () => {
    const rows = [
      ...[row('/wp-content/themes/style.css'), row('/wp-content/uploads/.htaccess'), row('/wp-content/uploads/a.php')],
      ...[row('/wp-content/uploads/big.jpg', { size: 9e9 }), row('/wp-content/uploads/odd.jpg', { bytes: '//8=' })],
      ...[row('/wp-content/uploads/Fotos & Fest/ä 1.jpg'), row('/other/x.jpg')],
    ]
    const chosen = attachmentIn(rowsOf(rows.map(each => JSON.stringify(each)).join('\n')), '/wp-content')
    expect(chosen?.path).toBe('/wp-content/uploads/Fotos & Fest/ä 1.jpg')
    expect(attachmentPath(chosen?.path ?? '', '/wp-content')).toBe(
      '/wp-content/uploads/Fotos%20%26%20Fest/%C3%A4%201.jpg',
    )
  })

  test('is something else that is served when no upload came back, or nothing', () => {
    expect(attachmentIn([row('/wp-content/themes/style.css')], '/wp-content')?.path).toContain('style.css')
    expect(attachmentIn([row('/wp-content/plugins/x.php')], '/wp-content')).toBeUndefined()
  })
})

// Files that AWS Backup restores to EFS: never where one looks first, beside what is there, and in their own time.
import { describe, expect, test } from '@jest/globals'
import { transferSeconds } from '../../../sandbox/aws/efs/index.ts'
import { world } from './efs-world.ts'

describe('a restore by AWS Backup', () => {
  const night = () => {
    const it = world()
    const id = it.efs.seed({
      subnets: ['subnet-us-east-1a'],
      securityGroups: ['sg-efs'],
      tags: [{ Key: 'Name', Value: 'content' }],
    })
    const files = it.efs.root(id)
    files.mkdirs('/wordpress/uploads')
    for (const name of ['a', 'b', 'c']) files.writeFile(`/wordpress/uploads/${name}`, name)
    const backup = it.efs.snapshotOf(id)
    files.remove('/wordpress')
    return { ...it, id, files, backup, startedAt: Date.parse('2026-11-22T10:00:03.832Z') }
  }

  test('lands below a directory that no API names, beside what is there, and each job adds one', () => {
    const { efs, id, files, backup, startedAt } = night()
    const first = efs.restoreInto({ backup, fileSystemId: id, startedAt })
    const second = efs.restoreInto({ backup, fileSystemId: id, startedAt })
    expect(first).toEqual({ directory: 'aws-backup-restore_2026-11-22T10-00-03-832Z', count: 5, bytes: 3 })
    expect(files.readdir('/')).toEqual([first.directory, second.directory])
    expect(files.readdir(`/${first.directory}/wordpress/uploads`)).toEqual(['a', 'b', 'c'])
    expect(backup.restoreMetadata).toMatchObject({
      'file-system-id': id,
      PerformanceMode: 'generalPurpose',
      Encrypted: 'false',
    })
  })

  test('into a new file system does so too, and brings no mount target, access point or tag', async () => {
    const { efs, backup, startedAt, create, settled, describe } = night()
    const id = create()
    await settled()
    efs.restoreInto({ backup, fileSystemId: id, startedAt })
    expect(efs.root(id).readdir('/')).toEqual(['aws-backup-restore_2026-11-22T10-00-03-832Z'])
    expect(describe(id)).toMatchObject({ NumberOfMountTargets: 0, Tags: [] })
  })

  test('of items brings these and no others; case matters and wildcards mean nothing', () => {
    const { efs, id, files, backup, startedAt } = night()
    const items = ['/wordpress/uploads/a', '/wordpress/Uploads/b', '/wordpress/uploads/*']
    const { directory } = efs.restoreInto({ backup, fileSystemId: id, startedAt, items })
    expect(files.readdir(`/${directory}/wordpress/uploads`)).toEqual(['a'])
  })

  test('that failed leaves its own directory, and what could not be placed lies elsewhere', () => {
    const { efs, id, files, backup, startedAt } = night()
    const failed = efs.restoreInto({ backup, fileSystemId: id, startedAt, failed: true })
    expect(failed.directory).toMatch(/^aws-backup-failed-restore_/)
    const { directory } = efs.restoreInto({ backup, fileSystemId: id, startedAt, lost: 1 })
    expect(files.readdir('/aws-backup-lost+found')).toEqual(['a'])
    expect(files.readdir(`/${directory}/wordpress/uploads`)).toEqual(['b', 'c'])
  })

  test('takes its time from files or from bytes, whichever is slower', () => {
    expect(transferSeconds({ count: 150_000, bytes: 1 })).toBe(100)
    expect(transferSeconds({ count: 1, bytes: 50e9 })).toBe(250)
  })
})

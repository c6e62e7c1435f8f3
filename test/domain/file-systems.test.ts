// Which settings a restored file system lacks, and what stops a run before files are touched.
import { describe, expect, test } from '@jest/globals'
import type { FileSystemDescription } from '../../domain/files/description.ts'
import { compareFileSystems, counterparts, missingSettings } from '../../domain/files/parity.ts'
import { judgeFileSystem, judgeMount } from '../../domain/files/preflight.ts'
import { filesMetadata, restoreToken } from '../../domain/files/restores.ts'
import { claimBody } from '../../domain/files/volume.ts'

const source: FileSystemDescription = {
  ...{ id: 'fs-11111111', arn: 'arn:aws:elasticfilesystem:us-east-1:1:file-system/fs-11111111', state: 'available' },
  ...{ sizeBytes: 6144, encrypted: true, kmsKeyId: 'arn:aws:kms:us-east-1:1:key/a', performanceMode: 'generalPurpose' },
  ...{
    throughputMode: 'elastic',
    provisionedMibps: null,
    lifecycle: '[{"TransitionToIA":"AFTER_30_DAYS"}]',
    backups: true,
  },
  policy: '{"Resource":"arn:aws:elasticfilesystem:us-east-1:1:file-system/fs-11111111"}',
  tags: [{ key: 'Name', value: 'files' }],
  mountTargets: [{ id: 'fsmt-1', subnet: 'subnet-a', zone: 'a', state: 'available', securityGroups: ['sg-1'] }],
  accessPoints: [
    { id: 'fsap-11111111', state: 'available', path: '/wp', user: { uid: 33, gid: 33, secondary: [] }, tags: [] },
  ],
}
const bare: FileSystemDescription = {
  ...{ ...source, id: 'fs-22222222', throughputMode: 'bursting', lifecycle: '[]', policy: null, backups: false },
  ...{ tags: [{ key: 'muster:run', value: 'r' }], mountTargets: [], accessPoints: [] },
}

describe('a restored file system', () => {
  test('lacks what AWS Backup does not bring along, and each of it is found', () => {
    const { differences, unexplained } = compareFileSystems({ source, restored: bare, mode: 'recover' })
    const fields = [
      'throughputMode',
      'lifecycle',
      'policy',
      'backups',
      'tags',
      'mountTargets',
      'securityGroups',
      'accessPoints',
    ]
    expect(differences.map(each => each.field)).toEqual(fields)
    expect(unexplained).toBe(fields.length - 1)
    expect(missingSettings(source, bare)).toMatchObject({
      throughput: true,
      lifecycle: true,
      policy: true,
      backups: true,
    })
  })

  test('is the same once it has them under its own name', () => {
    const restored = {
      ...{ ...source, id: bare.id, policy: source.policy?.replaceAll(source.id, bare.id) ?? null },
      accessPoints: source.accessPoints.map(each => ({
        ...each,
        id: 'fsap-22222222',
        tags: [{ key: 'muster:run', value: 'r' }],
      })),
    }
    expect(compareFileSystems({ source, restored, mode: 'recover' }).differences).toEqual([])
    expect(counterparts(source.accessPoints, restored.accessPoints)).toEqual({ 'fsap-11111111': 'fsap-22222222' })
    expect(missingSettings(source, restored)).toMatchObject({
      throughput: false,
      policy: false,
      accessPoints: [],
    })
  })

  test('of a drill may go without what nobody will use', () => {
    const restored = { ...source, id: bare.id, policy: null, backups: false, tags: [], accessPoints: [] }
    expect(compareFileSystems({ source: { ...source, policy: null }, restored, mode: 'drill' }).unexplained).toBe(0)
  })

  test('is asked for with every setting, and with the run’s own token in every case', () => {
    const run = { id: 'file-deletion-1', mode: 'recover' } as const
    const given = {
      'file-system-id': source.id,
      CreationToken: 'old',
      'aws:backup:request-id': 'x',
      Encrypted: 'false',
    }
    const into = {
      fileSystemId: null,
      token: restoreToken(run),
      items: null,
      kmsKeyId: source.kmsKeyId,
      performanceMode: 'maxIO',
      encrypted: true,
    }
    expect(filesMetadata(given, into, 'us-east-1')).toEqual({
      ...{
        'file-system-id': source.id,
        newFileSystem: 'true',
        CreationToken: expect.stringMatching(/^muster-rec-\w{8}$/),
      },
      ...{ Encrypted: 'true', KmsKeyId: source.kmsKeyId, PerformanceMode: 'maxIO' },
    })
    const items = filesMetadata(given, { ...into, fileSystemId: source.id, items: ['/a b'] }, 'us-east-1')
    expect(items).toMatchObject({ newFileSystem: 'false', 'file-system-id': source.id, ItemsToRestore: '["/a b"]' })
  })
})

describe('before anything is touched', () => {
  const described = { kmsKeyId: source.kmsKeyId ?? '', ownTag: 'Name' }
  const mounted = {
    ...{ claim: 'wordpress-efs', fileSystemId: source.id, deployment: 'wordpress', phase: 'Bound', handle: source.id },
    ...{ reclaimPolicy: 'Retain', isMounted: true, withoutProgram: [] },
  }

  test('a platform as it should be is no blocker', () => {
    expect(judgeFileSystem(source, described).blockers).toEqual([])
    expect(judgeMount(mounted)).toEqual({ blockers: [], notes: [] })
  })

  test.each([
    [{ state: 'updating' }, 'expected available'],
    [{ mountTargets: [] }, 'no pod can reach it'],
    [{ kmsKeyId: 'arn:aws:kms:us-east-1:1:key/b' }, 'correct files.kmsKeyId'],
    [{ tags: [] }, 'keeps drills from it'],
  ])('a file system with %j stops the run', (change, blocker) => {
    expect(judgeFileSystem({ ...source, ...change }, described).blockers.join()).toContain(blocker)
  })

  test.each([
    [{ phase: undefined, handle: undefined }, 'expected Bound'],
    [{ handle: 'fs-99999999::fsap-11111111' }, 'correct files.fileSystemId'],
    [{ isMounted: false }, 'does not mount the claim'],
    [{ withoutProgram: ['wordpress'] }, 'apply the manifests of this release'],
  ])('a mount with %j stops the run', (change, blocker) => {
    expect(judgeMount({ ...mounted, ...change }).blockers.join()).toContain(blocker)
  })

  test('a policy Delete is told, since the claim will be touched', () => {
    expect(judgeMount({ ...mounted, reclaimPolicy: 'Delete' }).notes.join()).toContain('Retain')
  })

  test('a claim is remembered without what its binder wrote', () => {
    const body = claimBody({
      labels: { app: 'wordpress' },
      annotations: { 'pv.kubernetes.io/bind-completed': 'yes', team: 'web' },
      spec: { volumeName: 'pv-1', storageClassName: 'efs' },
    })
    expect(body).toEqual({
      labels: { app: 'wordpress' },
      annotations: { team: 'web' },
      spec: { storageClassName: 'efs' },
    })
  })
})

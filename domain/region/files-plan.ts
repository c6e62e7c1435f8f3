// The file system as it shall be in the recovery region, and how the pods there shall mount it.
import type { Tag } from '../cluster-description.ts'
import type { FileSystemDescription } from '../files/description.ts'
import type { FileVolume } from '../files/volume.ts'
import { handleText } from '../files/volume-handle.ts'
import type { Platform } from '../platform.ts'

interface Asked {
  readonly fileSystemId: string
  readonly accountId: string
  /** Where it shall be: policies name it by its ARN. */
  readonly region: string
  readonly recovery: Platform['recovery']['files']
  /** `PerformanceMode` of the restore metadata. */
  readonly performanceMode: string
  /** Of the copy, which has those of its source. */
  readonly tags: readonly Tag[]
}

/**
 * Its policy and its access points are not in any backup (C21), and the old ones cannot be read any more: who comes
 * through a mount target and encrypts may work on it, and nobody may in the clear. Throughput is elastic: every file is
 * read for the first time, and bursting credits would run out.
 */
export function plannedFileSystem({
  region,
  accountId,
  fileSystemId: id,
  recovery,
  ...told
}: Asked): FileSystemDescription {
  const arn = `arn:aws:elasticfilesystem:${region}:${accountId}:file-system/${id}`
  return {
    ...{ id, arn, state: 'planned', sizeBytes: 0 },
    ...{ encrypted: true, kmsKeyId: recovery.kmsKeyId, performanceMode: told.performanceMode },
    ...{ throughputMode: 'elastic', provisionedMibps: null },
    lifecycle: '[]',
    policy: policyOf(arn),
    backups: false,
    tags: [...told.tags],
    mountTargets: recovery.mountTargets.map(each => ({ id: `planned-${each.zone}`, state: 'planned', ...each })),
    accessPoints: [],
  }
}

const CLIENT_ACTIONS = ['ClientMount', 'ClientWrite', 'ClientRootAccess'].map(each => `elasticfilesystem:${each}`)

function policyOf(Resource: string): string {
  const everybody = { Principal: { AWS: '*' }, Resource }
  const mounted = { Bool: { 'elasticfilesystem:AccessedViaMountTarget': 'true' } }
  const inTheClear = { Bool: { 'aws:SecureTransport': 'false' } }
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Sid: 'clients', Effect: 'Allow', ...everybody, Action: CLIENT_ACTIONS, Condition: mounted },
      { Sid: 'encrypted', Effect: 'Deny', ...everybody, Action: '*', Condition: inTheClear },
    ],
  })
}

/**
 * The claim that the pods name, and the volume that it shall lead to. By its path and not through an access point: files
 * keep their owners, and which user the old access point stood for is not in any backup.
 */
export function plannedVolume(
  { claim, fileSystemId, path }: Platform['files'],
  recovery: Asked['recovery'],
): FileVolume {
  const { storageClass, capacity, options } = recovery.volume
  const accessModes = ['ReadWriteMany']
  const spec = {
    ...{ accessModes, volumeMode: 'Filesystem', storageClassName: storageClass },
    resources: { requests: { storage: capacity } },
  }
  return {
    claim,
    claimBody: JSON.stringify({ labels: { 'app.kubernetes.io/name': claim }, annotations: {}, spec }),
    // No volume stood here before.
    volume: '',
    handle: handleText({ prefix: '', fileSystemId, path, accessPoint: null }),
    reclaimPolicy: 'Retain',
    ...{ storageClass, accessModes, capacity, options, attributes: '{}' },
  }
}

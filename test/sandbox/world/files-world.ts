// The example world with its files, and the hands of an administrator in it: Jobs that copy, volumes to the root.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { ProgramResult } from '../../../domain/files/program.ts'
import { platformSchema } from '../../../domain/platform.ts'
import { jobs, pods } from '../../../sandbox/kubernetes/kinds.ts'
import type { FileView } from '../../../sandbox/world/files/index.ts'
import { makeWorld, type World, type WorldOptions } from '../../../sandbox/world/world.ts'
import { ask } from '../aws/calling.ts'

export const platform = platformSchema.parse(parse(readFileSync('platforms/example.yaml', 'utf8')))
export const { fileSystemId, vault } = platform.files
export const role = `arn:aws:iam::${platform.account}:role/${platform.files.restoreRole}`
export const minute = 60_000
export const hour = 60 * minute
const { namespace } = platform.kubernetes

export function filesWorld(options: Partial<WorldOptions> = {}) {
  const world = makeWorld({ platform, seed: 'files', ideal: false, ...options })
  const { region, clock } = world
  return {
    ...world,
    pass: (milliseconds: number) => clock.run(clock.now() + milliseconds),
    root: region.efs.root(fileSystemId),
    /** ARN of the newest recovery point of the files. */
    newest: (): string =>
      ask(region.backup.service, 'ListRecoveryPointsByBackupVault', { BackupVaultName: vault, MaxResults: 1000 })
        .RecoveryPoints.toSorted((a: Point, b: Point) => b.CreationDate.getTime() - a.CreationDate.getTime())
        .at(0).RecoveryPointArn,
    restore: (metadata: Readonly<Record<string, string>>, more: object = {}): string =>
      ask(region.backup.service, 'StartRestoreJob', { IamRoleArn: role, Metadata: metadata, ...more }).RestoreJobId,
    job: (RestoreJobId: string) => ask(region.backup.service, 'DescribeRestoreJob', { RestoreJobId }),
    status: (name: string) => world.kubernetes.store.get(jobs, namespace, name)?.status,
    said: (name: string) => lastWords(world, name),
  }
}

/** Names at the root. */
export const files = (view: FileView): readonly string[] => view.readdir('/')

interface Point {
  readonly CreationDate: Date
}

/** A volume to the root of the file system, without an access point, and a claim of the name. */
export function seedRootVolume({ kubernetes }: Pick<World, 'kubernetes'>, name: string, handle = fileSystemId): void {
  const spec = { accessModes: ['ReadWriteMany'], storageClassName: '' }
  kubernetes.seed({
    ...{ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name } },
    spec: {
      ...{ ...spec, capacity: { storage: '1Gi' }, claimRef: { namespace, name } },
      csi: { driver: 'efs.csi.aws.com', volumeHandle: handle },
    },
    status: { phase: 'Available' },
  })
  kubernetes.seed({
    ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace } },
    spec: { ...spec, volumeName: name, resources: { requests: { storage: '1Gi' } } },
    status: { phase: 'Pending' },
  })
}

interface CopyJob {
  readonly name: string
  readonly claim: string
  readonly settings: object
  readonly deadline?: number
}

export function seedCopyJob(
  { kubernetes }: Pick<World, 'kubernetes'>,
  { name, claim, settings, deadline }: CopyJob,
): void {
  const { serviceAccount, image } = platform.files.copy
  const env = Object.entries({
    AWS_REGION: 'us-east-1',
    EVIDENCE_BUCKET: platform.muster.evidenceBucket,
    EVIDENCE_PREFIX: `files/${name}`,
  }).map(([key, value]) => ({ name: key, value }))
  const volumeMounts = [
    { name: 'files', mountPath: '/mnt/live' },
    { name: 'program', mountPath: '/muster' },
  ]
  const command = ['node', '/muster/copy-back.mjs', JSON.stringify({ live: '/mnt/live', run: 'test', ...settings })]
  kubernetes.seed({
    ...{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name, namespace } },
    spec: {
      ...(deadline !== undefined && { activeDeadlineSeconds: deadline }),
      backoffLimit: 0,
      template: {
        spec: {
          serviceAccountName: serviceAccount,
          restartPolicy: 'Never',
          containers: [{ name: 'copy', image, command, env, volumeMounts }],
          volumes: [
            { name: 'files', persistentVolumeClaim: { claimName: claim } },
            { name: 'program', configMap: { name: 'muster-copy-back' } },
          ],
        },
      },
    },
  })
}

function lastWords({ kubernetes }: Pick<World, 'kubernetes'>, job: string): ProgramResult | undefined {
  const pod = kubernetes.store.list(pods, namespace).find(({ metadata }) => metadata.labels?.['job-name'] === job)
  const message = pod?.status?.containerStatuses?.[0]?.state?.terminated?.message
  return message === undefined ? undefined : (JSON.parse(message) as ProgramResult)
}

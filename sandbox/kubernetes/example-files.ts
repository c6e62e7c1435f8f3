// The files of WordPress in the cluster: the volume, the claim that its pods mount, and the program that copies files.
import { PROGRAM } from '../../domain/files/program.ts'
import { EFS_DRIVER } from '../../domain/files/volume-handle.ts'
import type { Platform } from '../../domain/platform.ts'
import type { KubernetesCluster } from './cluster.ts'
import type { Manifest } from './controllers/argo-cd.ts'

/** Through which WordPress mounts its files. */
export const ACCESS_POINT = 'fsap-0f1e2d3c4b5a69788'

/**
 * Stands in the ConfigMap where production has the bundle of `jobs/copy-back`, and is that program to the sandbox: a pod
 * with another text has another program, which nothing here can run.
 */
export const copyProgramText = '// The sandbox runs jobs/copy-back where this file is named.\n'

/** Where the pods of WordPress have the files. */
export const WP_CONTENT = '/var/www/html/wp-content'

/** EFS has no size; the driver wants a figure. */
const STORAGE = '100Gi'
const STORAGE_CLASS = 'efs'

type Described = Pick<Platform, 'files' | 'kubernetes'>

/** As Git holds it: which volume it gets is the cluster's business. */
export const claimOf = ({ files, kubernetes }: Described): Manifest => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: files.claim, namespace: kubernetes.namespace, labels: { 'app.kubernetes.io/name': files.claim } },
  spec: {
    accessModes: ['ReadWriteMany'],
    volumeMode: 'Filesystem',
    storageClassName: STORAGE_CLASS,
    resources: { requests: { storage: STORAGE } },
  },
})

/** Provisioned by the driver, long ago and bound: so its reclaim policy is the class's, which is to delete. */
export function seedFileVolume(cluster: KubernetesCluster, { files, kubernetes }: Described): void {
  const { namespace } = kubernetes
  const name = `pvc-${namespace}-${files.claim}`
  const [accessModes, capacity] = [['ReadWriteMany'], { storage: STORAGE }]
  const manifest = claimOf({ files, kubernetes })
  const claim = cluster.seed({
    ...manifest,
    metadata: { ...manifest.metadata, finalizers: ['kubernetes.io/pvc-protection'] },
    spec: { ...(manifest.spec as object), volumeName: name },
    status: { phase: 'Bound', accessModes, capacity },
  })
  cluster.seed({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      ...{ name, finalizers: ['kubernetes.io/pv-protection'] },
      annotations: { 'pv.kubernetes.io/provisioned-by': EFS_DRIVER },
    },
    spec: {
      ...{ capacity, accessModes, volumeMode: 'Filesystem', persistentVolumeReclaimPolicy: 'Delete' },
      ...{ storageClassName: STORAGE_CLASS, mountOptions: ['tls'] },
      claimRef: { ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace }, ...nameAndUid(claim.metadata) },
      csi: { driver: EFS_DRIVER, volumeHandle: `${files.fileSystemId}::${ACCESS_POINT}` },
    },
    status: { phase: 'Bound' },
  })
}

const nameAndUid = ({ name, uid }: { readonly name: string; readonly uid: string }) => ({ name, uid })

/** Applied with the other manifests wherever Jobs copy files. */
export function seedCopyProgram(cluster: KubernetesCluster, namespace: string): void {
  cluster.seed({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: PROGRAM.configMap, namespace, labels: { [PROGRAM.label]: PROGRAM.version } },
    data: { [PROGRAM.key]: copyProgramText },
  })
}

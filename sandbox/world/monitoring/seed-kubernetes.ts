// The monitoring namespace as a Helm chart leaves it: a Prometheus for the operator, a Grafana, their services and volumes.
import type { Platform } from '../../../domain/platform.ts'
import type { KubernetesCluster } from '../../kubernetes/cluster.ts'
import type { Manifest } from '../../kubernetes/controllers/argo-cd.ts'
import { affinityTo, deletionFinalizer } from '../../kubernetes/controllers/disk-provisioner.ts'
import { EBS_DRIVER } from '../../kubernetes/disks.ts'
import { namespaces } from '../../kubernetes/kinds.ts'
import type { Administrator } from './grafana-database.ts'
import { type Store, storesOf } from './seed-volumes.ts'

const STORAGE_CLASS = 'gp3'

interface Seeding {
  /** By store. */
  readonly volumeIds: Readonly<Record<Store['which'], string>>
  readonly administrator: Administrator
  readonly stores: Readonly<Record<Store['which'], Store>>
}

export function seedMonitoring(
  cluster: KubernetesCluster,
  platform: Platform,
  { volumeIds, administrator, stores }: Seeding,
): void {
  const { monitoring } = platform
  const { namespace, argoApplication, grafana } = monitoring
  for (const name of new Set([namespace, argoApplication?.namespace ?? namespace]))
    if (!cluster.store.get(namespaces, undefined, name))
      cluster.seed({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  cluster.seed(storageClass(platform))
  cluster.seed({
    ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: grafana.adminSecret, namespace } },
    stringData: { 'admin-user': administrator.user, 'admin-password': administrator.password },
  })
  const [ofPrometheus, ofGrafana] = [prometheusLabels(platform), grafanaLabels]
  seedVolume(cluster, platform, { store: stores.prometheus, volumeId: volumeIds.prometheus, labels: ofPrometheus })
  seedVolume(cluster, platform, { store: stores.grafana, volumeId: volumeIds.grafana, labels: ofGrafana })
  const manifests = [prometheus(platform), ...grafanaManifests(platform, stores.grafana), ...services(monitoring)]
  if (argoApplication) {
    cluster.argoCd.track(argoApplication, manifests)
    cluster.seed(application(argoApplication, namespace))
  }
  // The claim in Git is the one that is bound already.
  for (const manifest of manifests) if (manifest.kind !== 'PersistentVolumeClaim') cluster.seed(manifest)
}

const grafanaLabels = { 'app.kubernetes.io/name': 'grafana', 'app.kubernetes.io/instance': 'kube-prometheus' }

const prometheusLabels = ({ monitoring: { prometheus } }: Platform) => ({
  'app.kubernetes.io/instance': prometheus.resource,
  'app.kubernetes.io/managed-by': 'prometheus-operator',
  'app.kubernetes.io/name': 'prometheus',
  'operator.prometheus.io/name': prometheus.resource,
  'operator.prometheus.io/shard': '0',
  prometheus: prometheus.resource,
})

const storageClass = ({ monitoring, project, environment }: Platform): Manifest => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: STORAGE_CLASS, annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: EBS_DRIVER,
  parameters: {
    ...{ type: 'gp3', encrypted: 'true', kmsKeyId: monitoring.kmsKeyId, tagSpecification_1: 'Component=monitoring' },
    ...{ tagSpecification_2: `Project=${project}`, tagSpecification_3: `Environment=${environment}` },
  },
  // What dynamic provisioning gives unless somebody says otherwise: the disk goes with its claim (aws-behaviour C31).
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'WaitForFirstConsumer',
  allowVolumeExpansion: true,
})

const claimSpec = ({ size }: Store) => ({
  accessModes: ['ReadWriteOnce'],
  storageClassName: STORAGE_CLASS,
  resources: { requests: { storage: `${size}Gi` } },
})

interface Bound {
  readonly store: Store
  readonly volumeId: string
  readonly labels: Readonly<Record<string, string>>
}

/** A claim and its volume, bound to each other, as the provisioner left them long ago. */
function seedVolume(cluster: KubernetesCluster, { monitoring }: Platform, { store, volumeId, labels }: Bound): void {
  const { namespace } = monitoring
  const capacity = { storage: `${store.size}Gi` }
  const claim = cluster.seed({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      ...{ name: store.claim, namespace, labels, finalizers: ['kubernetes.io/pvc-protection'] },
      annotations: { 'pv.kubernetes.io/bind-completed': 'yes' },
    },
    spec: { ...claimSpec(store), volumeName: store.volume },
    status: { phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity },
  })
  cluster.seed({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: store.volume, finalizers: ['kubernetes.io/pv-protection', deletionFinalizer] },
    spec: {
      ...{ capacity, accessModes: ['ReadWriteOnce'], persistentVolumeReclaimPolicy: 'Delete' },
      storageClassName: STORAGE_CLASS,
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        namespace,
        name: store.claim,
        uid: claim.metadata.uid,
      },
      csi: { driver: EBS_DRIVER, volumeHandle: volumeId, fsType: 'ext4' },
      nodeAffinity: affinityTo(store.zone),
    },
    status: { phase: 'Bound' },
  })
}

const prometheus = (platform: Platform): Manifest => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'Prometheus',
  metadata: { name: platform.monitoring.prometheus.resource, namespace: platform.monitoring.namespace },
  spec: {
    ...{ replicas: 1, version: 'v3.5.0', retention: '120d', scrapeInterval: '30s' },
    storage: { volumeClaimTemplate: { spec: claimSpec(storesOf(platform).prometheus) } },
  },
})

/** The container, with its data in the volume of that name. */
function grafanaContainer({ adminSecret }: Platform['monitoring']['grafana'], volume: string): object {
  const secret = (variable: string, key: string) => ({
    name: variable,
    valueFrom: { secretKeyRef: { name: adminSecret, key } },
  })
  return {
    name: 'grafana',
    image: 'docker.io/grafana/grafana:12.1.0',
    ports: [{ name: 'http', containerPort: 3000 }],
    env: [
      secret('GF_SECURITY_ADMIN_USER', 'admin-user'),
      secret('GF_SECURITY_ADMIN_PASSWORD', 'admin-password'),
      { name: 'GF_PATHS_DATA', value: '/var/lib/grafana' },
    ],
    readinessProbe: { httpGet: { path: '/api/health', port: 'http' } },
    volumeMounts: [{ name: volume, mountPath: '/var/lib/grafana' }],
  }
}

function grafanaManifests({ monitoring }: Platform, store: Store): Manifest[] {
  const { namespace, grafana } = monitoring
  const { kind, name } = grafana.workload
  const metadata = { name, namespace, labels: grafanaLabels }
  const shared = { replicas: 1, selector: { matchLabels: grafanaLabels } }
  const template = (volume: string, volumes: readonly object[]) => ({
    metadata: { labels: grafanaLabels },
    spec: { containers: [grafanaContainer(grafana, volume)], ...(volumes.length > 0 && { volumes }) },
  })
  if (kind === 'StatefulSet') {
    const [claim = ''] = store.claim.split(`-${name}-0`)
    const claims = [{ metadata: { name: claim }, spec: claimSpec(store) }]
    const spec = { ...shared, serviceName: `${name}-headless`, template: template(claim, []) }
    return [{ apiVersion: 'apps/v1', kind, metadata, spec: { ...spec, volumeClaimTemplates: claims } }]
  }
  const volumes = [{ name: 'storage', persistentVolumeClaim: { claimName: grafana.claim } }]
  // A rolling update would wait for ever: the disk is attached to the old pod's node.
  const spec = { ...shared, strategy: { type: 'Recreate' }, template: template('storage', volumes) }
  return [
    {
      ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
      ...{ metadata: { name: grafana.claim, namespace, labels: grafanaLabels }, spec: claimSpec(store) },
    },
    { apiVersion: 'apps/v1', kind, metadata, spec },
  ]
}

function services({ namespace, prometheus, grafana }: Platform['monitoring']): Manifest[] {
  const service = (name: string, port: number, selector: Readonly<Record<string, string>>): Manifest => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { selector, ports: [{ name: 'http-web', port, protocol: 'TCP' }] },
  })
  return [
    service(prometheus.service, prometheus.port, {
      'app.kubernetes.io/name': 'prometheus',
      'operator.prometheus.io/name': prometheus.resource,
    }),
    service(grafana.service, grafana.port, grafanaLabels),
  ]
}

const application = (place: { namespace: string; name: string }, namespace: string): Manifest => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: place,
  spec: {
    project: 'default',
    source: { repoURL: 'https://git.example.com/platform.git', path: 'monitoring', targetRevision: 'main' },
    destination: { server: 'https://kubernetes.default.svc', namespace },
    syncPolicy: { automated: { prune: true, selfHeal: true } },
  },
})

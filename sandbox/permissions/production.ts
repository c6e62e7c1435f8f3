// What is production's, in the account and in the cluster: no drill may change it.
import { claimName, statefulSetOf, storeNames } from '../../domain/monitoring/store.ts'
import type { Platform } from '../../domain/platform.ts'
import { MODE_TAG } from '../../domain/run.ts'
import { EXPORTS } from '../../lambdas/monitoring-needs.ts'
import { arns } from '../../lambdas/needs.ts'

export interface Resource {
  readonly type: string
  readonly arn: string
  /** Where grants tell by tags whose it is. */
  readonly tags?: Readonly<Record<string, string>>
}

/** Resources of production, as ARNs with the type that the Service Authorization Reference gives them. */
export function productionResources(p: Platform): readonly Resource[] {
  const { cluster, instance, secret } = arns(p)
  const { clusterId, secret: application, masterSecret, readerSecret } = p.database
  const secrets = [application, masterSecret, readerSecret].map(name => secret(name).replace('??????', 'a1b2c3'))
  return [
    { type: 'cluster', arn: cluster(clusterId) },
    // What a real run restored serves people after its cutover.
    { type: 'cluster', arn: cluster(`${clusterId}-rec-1f2e3d4c`) },
    { type: 'db', arn: instance(`${clusterId}-1`) },
    { type: 'db', arn: instance(`${clusterId}-rec-1f2e3d4c-1`) },
    ...secrets.map(arn => ({ type: 'secret', arn })),
    ...filesOf(p),
    ...volumesOf(p),
    ...backupsOf(p),
  ]
}

/** The second is one that a real run restored: it serves people after its cutover. */
function filesOf({ account, files, regions }: Platform): readonly Resource[] {
  const arn = (resource: string) => `arn:aws:elasticfilesystem:${regions.primary}:${account}:${resource}`
  const tags = { [files.ownTag]: 'files' }
  return [
    { type: 'file-system', arn: arn(`file-system/${files.fileSystemId}`), tags },
    { type: 'file-system', arn: arn('file-system/fs-0123456789abcdef0'), tags: { ...tags, [MODE_TAG]: 'recover' } },
    { type: 'access-point', arn: arn('access-point/fsap-0123456789abcdef0'), tags },
  ]
}

/** Disks of the monitoring, and one that a real run restored. */
function volumesOf({ account, regions }: Platform): readonly Resource[] {
  const arn = (id: string) => `arn:aws:ec2:${regions.primary}:${account}:volume/${id}`
  return [
    { type: 'volume', arn: arn('vol-0a1b2c3d4e5f60718'), tags: { Component: 'monitoring' } },
    { type: 'volume', arn: arn('vol-0123456789abcdef0'), tags: { [MODE_TAG]: 'recover' } },
  ]
}

/** What everything is restored from, and what decides that there will be more of it. */
function backupsOf(p: Platform): readonly Resource[] {
  const { account, regions, muster } = p
  return [
    { type: 'backup-plan', arn: arns(p).backupPlan('5e1f0a52-7c1d-4d0a-9f51-1d1f0c6a2b01') },
    { type: 'recovery-point', arn: `arn:aws:backup:${regions.primary}:${account}:recovery-point:1f2e3d4c` },
    {
      type: 'cluster-snapshot',
      arn: `arn:aws:rds:${regions.primary}:${account}:cluster-snapshot:awsbackup:job-1f2e3d4c`,
    },
    { type: 'snapshot', arn: `arn:aws:ec2:${regions.primary}::snapshot/snap-0a1b2c3d4e5f60718` },
    { type: 'object', arn: arns(p).object(muster.evidenceBucket, `${EXPORTS}2030-03-04.json`) },
  ]
}

/** Objects of production in the cluster, as `namespace/name` with the plural that Kubernetes gives their kind. */
export function productionObjects({ kubernetes, files, monitoring }: Platform): readonly InCluster[] {
  const { grafana, prometheus } = monitoring
  const inWordpress = (kind: string, ...names: readonly (string | null)[]) => named(kind, kubernetes.namespace, names)
  const inMonitoring = (kind: string, ...names: readonly string[]) => named(kind, monitoring.namespace, names)
  return [
    ...inWordpress('persistentvolumeclaims', files.claim),
    ...inWordpress('secrets', kubernetes.secret),
    ...inWordpress('deployments/scale', kubernetes.deployment),
    ...inWordpress('deployments', kubernetes.deployment, kubernetes.objectCache),
    ...inMonitoring('persistentvolumeclaims', ...storeNames.map(store => claimName(monitoring, store))),
    ...inMonitoring('secrets', grafana.adminSecret),
    ...inMonitoring('prometheuses', prometheus.resource),
    ...inMonitoring('statefulsets', statefulSetOf(monitoring)),
    ...inMonitoring(
      grafana.workload.kind === 'Deployment' ? 'deployments/scale' : 'statefulsets/scale',
      grafana.workload.name,
    ),
    ...inMonitoring('services/proxy', `${grafana.service}:${grafana.port}`, `${prometheus.service}:${prometheus.port}`),
    ...[kubernetes, monitoring].flatMap(({ argoApplication }) =>
      argoApplication === null ? [] : named('applications', argoApplication.namespace, [argoApplication.name]),
    ),
  ]
}

interface InCluster {
  readonly kind: string
  readonly at: string
}

const named = (kind: string, namespace: string, names: readonly (string | null)[]): readonly InCluster[] =>
  names.flatMap(name => (name === null ? [] : [{ kind, at: `${namespace}/${name}` }]))

// Permissions on the monitoring side, by what is done: volumes and their key, claims, workloads, and services behind the API server.
import { claimName, statefulSetOf, storeNames } from '../domain/monitoring/store.ts'
import type { Platform } from '../domain/platform.ts'
import { KEEP_REASON_TAG, KEEP_UNTIL_TAG, MODE_TAG, type Mode } from '../domain/run.ts'
import { enterCluster, onApplication } from './application-needs.ts'
import {
  allow,
  allowAnywhere,
  allowInCluster,
  arns,
  evidenceKeyAlias,
  type KubernetesNeed,
  type Need,
} from './needs.ts'

type Rule = Omit<KubernetesNeed, 'kind' | 'namespace'>

/** Rules in the namespace of the monitoring stack, and on volumes, which belong to the whole cluster. */
export function onMonitoring(p: Platform) {
  const { namespace, prometheus, grafana } = p.monitoring
  const rule = (given: Rule): Need => allowInCluster({ ...given, namespace })
  const workloads = grafana.workload.kind === 'Deployment' ? 'deployments' : 'statefulsets'
  const claims = storeNames.map(store => claimName(p.monitoring, store))
  /** Pods' names are not known before. */
  const listPods = rule({ apiGroup: '', resource: 'pods', verbs: ['list'] })
  const resource = { apiGroup: 'monitoring.coreos.com', resource: 'prometheuses', names: [prometheus.resource] }
  const set = { apiGroup: 'apps', resource: 'statefulsets', names: [statefulSetOf(p.monitoring)] }
  const workload = { apiGroup: 'apps', resource: workloads, names: [grafana.workload.name] }
  return {
    readPrometheus: [rule({ ...resource, verbs: ['get'] }), rule({ ...set, verbs: ['get'] })],
    readGrafana: [rule({ ...workload, verbs: ['get'] })],
    watchPrometheus: rule({ ...set, verbs: ['watch'] }),
    watchGrafana: rule({ ...workload, verbs: ['watch'] }),
    scale: [
      rule({ ...resource, verbs: ['get', 'patch'] }),
      rule({
        apiGroup: 'apps',
        resource: `${workloads}/scale`,
        verbs: ['get', 'patch'],
        names: [grafana.workload.name],
      }),
    ],
    readClaims: rule({ apiGroup: '', resource: 'persistentvolumeclaims', verbs: ['get'], names: claims }),
    /** A creation cannot be limited to names. Pods are listed for those that use the claim. */
    moveClaims: [
      listPods,
      rule({ apiGroup: '', resource: 'persistentvolumeclaims', verbs: ['get', 'delete'], names: claims }),
      rule({ apiGroup: '', resource: 'persistentvolumeclaims', verbs: ['create'] }),
    ],
    listPods,
    watchPods: rule({ apiGroup: '', resource: 'pods', verbs: ['watch'] }),
    readAdminSecret: rule({ apiGroup: '', resource: 'secrets', verbs: ['get'], names: [grafana.adminSecret] }),
    askPrometheus: rule(proxy(prometheus, ['get'])),
    askGrafana: rule(proxy(grafana, ['get'])),
    /** Logging in is a POST. */
    enterGrafana: rule(proxy(grafana, ['get', 'create'])),
    addToGrafana: rule(proxy(grafana, ['create'])),
    removeFromGrafana: rule(proxy(grafana, ['get', 'create', 'delete'])),
  }
}

/** The name of a service in a request to it includes the port. */
const proxy = ({ service, port }: { readonly service: string; readonly port: number }, verbs: readonly string[]) => ({
  apiGroup: '',
  resource: 'services/proxy',
  verbs,
  names: [`${service}:${port}`],
})

/** The application that owns the monitoring stack, where the platform names one. */
export const onMonitoringArgo = (p: Platform, verb: 'get' | 'patch'): readonly Need[] =>
  onApplication(p.monitoring.argoApplication, verb)

/** PersistentVolumes have no namespace, and their names are not in the platform's description. */
export const onVolumes = (verbs: readonly string[]): Need =>
  allowInCluster({ apiGroup: '', resource: 'persistentvolumes', verbs })

/** In the drill's own namespace. Names end in the run's and cannot be written into a role. */
export const onDrillClaims = (p: Platform, verbs: readonly string[]): Need =>
  allowInCluster({ apiGroup: '', resource: 'persistentvolumeclaims', verbs, namespace: p.drill.namespace })

export const listNodes: Need = allowInCluster({ apiGroup: '', resource: 'nodes', verbs: ['list'] })
export const watchNodes: Need = allowInCluster({ apiGroup: '', resource: 'nodes', verbs: ['watch'] })

export const describeVolumeStatus: Need = allowAnywhere(
  'ec2:DescribeVolumeStatus',
  'Service Authorization Reference, EC2: DescribeVolumeStatus has no resource type',
)

export const describeSnapshots: Need = allowAnywhere(
  'ec2:DescribeSnapshots',
  'Service Authorization Reference, EC2: DescribeSnapshots has no resource type',
)

export const describeVolumes: Need = allowAnywhere(
  'ec2:DescribeVolumes',
  'Service Authorization Reference, EC2: DescribeVolumes has no resource type',
)

const volumesOf = (p: Platform): string => `arn:aws:ec2:${p.regions.primary}:${p.account}:volume/*`

/** Recovery points of volumes are snapshots, whose ARN has no account (aws-behaviour 1.2.1). */
const volumePoints = (p: Platform): string => `arn:aws:ec2:${p.regions.primary}::snapshot/*`

/** The volumes that runs of the mode have made, known by their tag. */
export const onRestoredVolumes = (p: Platform, mode: Mode, actions: readonly string[]): Need =>
  allow(actions, volumesOf(p), { StringEquals: { [`aws:ResourceTag/${MODE_TAG}`]: mode } })

/** The platform's own volumes have no tag of ours; only what says until when one is kept may be written on them. */
export const tagOldVolumes = (p: Platform): Need =>
  allow('ec2:CreateTags', volumesOf(p), {
    'ForAllValues:StringEquals': { 'aws:TagKeys': [KEEP_UNTIL_TAG, KEEP_REASON_TAG] },
  })

/** A volume is made only with the mode's own tag, and its tags only as it is made. */
export const createVolumes = (p: Platform, mode: Mode): readonly Need[] => [
  allow('ec2:CreateVolume', volumesOf(p), { StringEquals: { [`aws:RequestTag/${MODE_TAG}`]: mode } }),
  allow('ec2:CreateVolume', volumePoints(p)),
  allow('ec2:CreateTags', volumesOf(p), {
    StringEquals: { 'ec2:CreateAction': 'CreateVolume', [`aws:RequestTag/${MODE_TAG}`]: mode },
  }),
]

export const monitoringKey = (p: Platform): string => {
  const { kmsKeyId } = p.monitoring
  return kmsKeyId.startsWith('arn:') ? kmsKeyId : `arn:aws:kms:${p.regions.primary}:${p.account}:key/${kmsKeyId}`
}

/** EC2 takes a grant and a data key in its caller's name (Amazon EBS user guide, "Requirements for Amazon EBS encryption"). */
export function useKeyThroughEc2(p: Platform): readonly Need[] {
  const through = { 'kms:ViaService': `ec2.${p.regions.primary}.amazonaws.com` }
  return [
    allow(['kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:Decrypt'], monitoringKey(p), {
      StringEquals: through,
    }),
    allow('kms:CreateGrant', monitoringKey(p), {
      StringEquals: through,
      Bool: { 'kms:GrantIsForAWSResource': 'true' },
    }),
  ]
}

export const readPoints = (p: Platform): readonly Need[] => [
  allow('backup:ListRecoveryPointsByBackupVault', arns(p).vault(p.monitoring.vault)),
  allow('backup:DescribeRecoveryPoint', volumePoints(p)),
]

/** Where exports of dashboards lie in the evidence bucket: not with exported rows, which are soon deleted. */
export const EXPORTS = 'dashboards/'

export const listExports = (p: Platform): Need => allow('s3:ListBucket', [arns(p).bucket(p.muster.evidenceBucket)])

/** An export that was listed is there: evidence cannot be deleted. */
export const readExport = (p: Platform): readonly Need[] => [
  allow('s3:GetObject', [arns(p).object(p.muster.evidenceBucket, `${EXPORTS}*`)]),
  allow('kms:Decrypt', [`arn:aws:kms:${p.regions.primary}:${p.account}:key/*`], {
    'ForAnyValue:StringEquals': { 'kms:ResourceAliases': evidenceKeyAlias(p) },
  }),
]

export const readExports = (p: Platform): readonly Need[] => [listExports(p), ...readExport(p)]

/** How a store runs, on what, and where a volume of it could. */
export const readStores = (p: Platform): readonly Need[] => [
  enterCluster(p),
  ...onMonitoring(p).readPrometheus,
  ...onMonitoring(p).readGrafana,
  onMonitoring(p).readClaims,
  onVolumes(['get']),
  listNodes,
  describeVolumes,
]

/** And what it could be restored from. */
export const findRestorable = (p: Platform): readonly Need[] => [
  ...readStores(p),
  describeSnapshots,
  allow('kms:DescribeKey', monitoringKey(p)),
  ...readPoints(p),
]

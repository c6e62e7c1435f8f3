// The example platform's cluster before any disaster: WordPress, its cache, its secret, and what watches over them.
import type { Platform } from '../../domain/platform.ts'
import type { KubernetesCluster } from './cluster.ts'
import type { Manifest } from './controllers/argo-cd.ts'
import { claimOf, seedFileVolume, WP_CONTENT } from './example-files.ts'

/** Names that the platform's description does not have. */
const autoscaler = 'wordpress'
const cronJob = 'wp-cron'
const service = 'wordpress'

/** The keys of the database secret, and the variables that WordPress reads them from. */
const variables = {
  WORDPRESS_DB_HOST: 'host',
  WORDPRESS_DB_PORT: 'port',
  WORDPRESS_DB_USER: 'username',
  WORDPRESS_DB_PASSWORD: 'password',
  WORDPRESS_DB_NAME: 'dbname',
} as const

/** Who may do what, as Kubernetes has it; bound to a group that the access entry of a role names. */
export interface Grant {
  readonly group: string
  /** Absent for the whole cluster. */
  readonly namespace?: string
  readonly rules: readonly {
    readonly apiGroups: readonly string[]
    readonly resources: readonly string[]
    readonly verbs: readonly string[]
    readonly resourceNames?: readonly string[]
  }[]
}

/** WordPress of a pilot light: at zero, without files yet, and its CronJob suspended; Git says nothing of any of it. */
export interface PilotLight {
  /** Of the nodes that are made on the day. */
  readonly nodeSelector: Readonly<Record<string, string>>
}

/** Seeds everything at once; let a few minutes of virtual time pass until the pods are ready and the secret is there. */
export function seedExample(
  cluster: KubernetesCluster,
  { kubernetes, database, files }: Pick<Platform, 'kubernetes' | 'database' | 'files'>,
  pilotLight?: PilotLight,
): void {
  const { namespace, argoApplication, objectCache } = kubernetes
  for (const name of new Set([namespace, argoApplication?.namespace ?? namespace])) {
    cluster.seed({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  }
  const manifests = [
    externalSecret(kubernetes, database.secret),
    ...(pilotLight ? [] : [claimOf({ files, kubernetes })]),
    wordpress(kubernetes, files.claim, pilotLight),
    wordpressService(kubernetes),
    ...(objectCache === null ? [] : [cache(namespace, objectCache)]),
    autoscalerOf(kubernetes),
    cronJobOf(kubernetes, pilotLight),
  ]
  if (argoApplication) {
    cluster.argoCd.track(argoApplication, manifests)
    cluster.seed(application(argoApplication, namespace))
  }
  if (!pilotLight) seedFileVolume(cluster, { files, kubernetes })
  const lying = pilotLight ? manifests.map(atRest) : manifests
  for (const manifest of lying) if (manifest.kind !== 'PersistentVolumeClaim') cluster.seed(manifest)
}

function atRest(manifest: Manifest): Manifest {
  const { kind } = manifest
  const rest = kind === 'CronJob' ? { suspend: true } : { replicas: 0 }
  const rests = kind === 'CronJob' || (kind === 'Deployment' && !hasReplicas(manifest))
  return rests ? { ...manifest, spec: { ...(manifest.spec as object), ...rest } } : manifest
}

const hasReplicas = ({ spec }: Manifest): boolean => 'replicas' in (spec as object)

export function seedGrant(cluster: KubernetesCluster, name: string, { group, namespace, rules }: Grant): void {
  const apiVersion = 'rbac.authorization.k8s.io/v1'
  const prefix = namespace === undefined ? 'Cluster' : ''
  const metadata = { name, ...(namespace !== undefined && { namespace }) }
  cluster.seed({ apiVersion, kind: `${prefix}Role`, metadata, rules })
  cluster.seed({
    apiVersion,
    kind: `${prefix}RoleBinding`,
    metadata,
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: group }],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: `${prefix}Role`, name },
  })
}

type Kubernetes = Platform['kubernetes']

const databaseVariables = (secret: string) =>
  Object.entries(variables).map(([name, key]) => ({ name, valueFrom: { secretKeyRef: { name: secret, key } } }))

function wordpress(
  { namespace, deployment, secret }: Kubernetes,
  claim: string,
  pilotLight: PilotLight | undefined,
): Manifest {
  const labels = { 'app.kubernetes.io/name': deployment }
  const container = {
    name: deployment,
    image: 'docker.io/library/wordpress:6.8-apache',
    ports: [{ name: 'http', containerPort: 80 }],
    env: databaseVariables(secret),
    resources: { requests: { cpu: '500m', memory: '512Mi' }, limits: { memory: '1Gi' } },
    readinessProbe: { httpGet: { path: '/wp-login.php', port: 'http' } },
    volumeMounts: [{ name: 'files', mountPath: WP_CONTENT }],
  }
  const volumes = [{ name: 'files', persistentVolumeClaim: { claimName: claim } }]
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: deployment, namespace, labels },
    spec: {
      ...(!pilotLight && { replicas: 3 }),
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [container], volumes, ...(pilotLight && { nodeSelector: pilotLight.nodeSelector }) },
      },
    },
  }
}

const wordpressService = ({ namespace, deployment }: Kubernetes): Manifest => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: service, namespace },
  spec: { selector: { 'app.kubernetes.io/name': deployment }, ports: [{ name: 'http', port: 80 }] },
})

function cache(namespace: string, name: string): Manifest {
  const labels = { 'app.kubernetes.io/name': name }
  const container = { name, image: 'docker.io/library/redis:8', ports: [{ containerPort: 6379 }] }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      // Two caches at once would answer differently.
      strategy: { type: 'Recreate' },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  }
}

const autoscalerOf = ({ namespace, deployment }: Kubernetes): Manifest => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: autoscaler, namespace },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: deployment },
    minReplicas: 3,
    maxReplicas: 6,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }],
  },
})

function cronJobOf({ namespace, secret }: Kubernetes, pilotLight: PilotLight | undefined): Manifest {
  const container = {
    name: cronJob,
    image: 'docker.io/library/wordpress:cli',
    command: ['wp', 'cron', 'event', 'run', '--due-now'],
    env: databaseVariables(secret),
  }
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: cronJob, namespace },
    spec: {
      schedule: '*/15 * * * *',
      ...(!pilotLight && { suspend: false }),
      concurrencyPolicy: 'Forbid',
      // Without it a job that was suspended runs at once when it is resumed.
      startingDeadlineSeconds: 60,
      jobTemplate: {
        spec: { backoffLimit: 1, template: { spec: { restartPolicy: 'Never', containers: [container] } } },
      },
    },
  }
}

const externalSecret = ({ namespace, externalSecret: name, secret }: Kubernetes, source: string): Manifest => ({
  apiVersion: 'external-secrets.io/v1',
  kind: 'ExternalSecret',
  metadata: { name, namespace },
  spec: {
    refreshInterval: '1h',
    secretStoreRef: { name: 'aws-secrets-manager', kind: 'ClusterSecretStore' },
    target: { name: secret, creationPolicy: 'Owner' },
    dataFrom: [{ extract: { key: source } }],
  },
})

const application = (place: { namespace: string; name: string }, namespace: string): Manifest => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: place,
  spec: {
    project: 'default',
    source: { repoURL: 'https://git.example.com/platform.git', path: 'wordpress', targetRevision: 'main' },
    destination: { server: 'https://kubernetes.default.svc', namespace },
    syncPolicy: { automated: { prune: true, selfHeal: true } },
  },
})

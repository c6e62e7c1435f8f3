// The platform that Muster protects, as its description file says it. Names and identifiers only, never secret values.
import * as z from 'zod'
import { chatSchema } from './chat/settings.ts'
import { drillsSchema, reactionsSchema } from './platform-operations.ts'

const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region, such as us-east-1')
const account = z.string().regex(/^\d{12}$/, 'a 12-digit AWS account id, quoted')
const clusterId = z
  .string()
  .regex(/^[a-z](?!.*--)[a-z0-9-]{0,49}(?<!-)$/, 'a lower-case RDS identifier of at most 50 characters (a run adds 13)')
const name = z.string().min(1).max(63)
const kubernetesName = z.string().regex(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/, 'a Kubernetes name')
const secretName = z.string().regex(/^[\w/+=.@-]{1,512}$/, 'a secret name')
const bucket = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'an S3 bucket name')
const securityGroup = z.string().regex(/^sg-([0-9a-f]{8}|[0-9a-f]{17})$/, 'the id of a security group')
const apiId = z.string().regex(/^[a-z0-9]{10}$/, 'the id of an HTTP API, such as a1b2c3d4e5')
const topicName = z.string().regex(/^[\w-]{1,256}$/, 'an SNS topic name')
const vault = z.string().regex(/^[a-zA-Z0-9\-_]{2,50}$/, 'an AWS Backup vault name')

export const databaseSchema = z.strictObject({
  clusterId,
  /** The schema WordPress uses. */
  name,
  tablePrefix: z
    .string()
    .regex(/^\w{1,20}$/)
    .default('wp_'),
  /** Secret with `host`, `port`, `username`, `password`, … that WordPress reads (through Kubernetes). */
  secret: secretName,
  /** Secret of the master user; read only to repair accounts after a rotation. */
  masterSecret: secretName,
  /** Secret of a user that may only SELECT; proofs and comparisons use it. */
  readerSecret: secretName,
  vault,
  restoreRole: name,
  /** Customer-managed key of the cluster's storage. */
  kmsKeyId: z.string().min(1),
})

export const kubernetesSchema = z.strictObject({
  clusterName: name,
  namespace: kubernetesName,
  deployment: kubernetesName,
  /** The ExternalSecret that copies the database secret, and the Secret it writes. */
  externalSecret: kubernetesName,
  secret: kubernetesName,
  /** Deployment of the in-memory object cache, flushed by a restart; null when there is none. */
  objectCache: kubernetesName.nullable(),
  /** Argo CD application that would undo manual scaling; null when there is none. */
  argoApplication: z.strictObject({ namespace: kubernetesName, name: kubernetesName }).nullable(),
})

const image = z
  .string()
  .regex(/^[\w.-]+(:\d+)?(\/[\w.-]+)+(:[\w.-]+)?@sha256:[0-9a-f]{64}$/, 'an image pinned by digest')
const kmsKeyId = z.string().min(1)

export const filesSchema = z.strictObject({
  fileSystemId: z.string().regex(/^fs-[0-9a-f]{8,40}$/, 'an EFS file system id, such as fs-0a1b2c3d4e5f60718'),
  /** Where wp-content lies, from the root of the file system; restored items are named from that root. */
  path: z.string().regex(/^\/([\w.-]+\/)*[\w.-]+$/, 'an absolute path on the file system, such as /wp-content'),
  /** The claim, in the namespace of WordPress, through which its pods mount the files. */
  claim: kubernetesName,
  vault,
  restoreRole: name,
  /** Customer-managed key of the file system. */
  kmsKeyId,
  /** Key of a tag that the file system carries, and no new one does: by it drills are kept from marking it as theirs. */
  ownTag: z.string().min(1).max(128).default('Name'),
  copy: z.strictObject({
    /** A stock Node image, 24 or newer, in a registry that both regions reach. */
    image,
    /** Runs the copy; its role (EKS Pod Identity or IRSA) may write listings to the evidence bucket. */
    serviceAccount: kubernetesName,
  }),
})

const metricsService = z.strictObject({ service: kubernetesName, port: z.int().min(1).max(65_535) })

export const monitoringSchema = z.strictObject({
  namespace: kubernetesName,
  vault,
  restoreRole: name,
  /** Customer-managed key of the volumes. */
  kmsKeyId,
  /** Tags without which the CSI driver's role may not attach a volume. */
  attachTags: z.record(z.string().min(1).max(128), z.string().max(256)),
  /** Argo CD application that would undo manual scaling of either store; null when there is none. */
  argoApplication: z.strictObject({ namespace: kubernetesName, name: kubernetesName }).nullable().default(null),
  prometheus: metricsService.extend({
    /** Name of the `Prometheus` custom resource; the operator calls the StatefulSet `prometheus-<name>`. */
    resource: kubernetesName,
    /** Null: the name that the operator gives to the claim of its first replica. */
    claim: kubernetesName.nullable().default(null),
  }),
  grafana: metricsService.extend({
    workload: z.strictObject({ kind: z.enum(['Deployment', 'StatefulSet']), name: kubernetesName }),
    claim: kubernetesName,
    /** Kubernetes Secret with `admin-user` and `admin-password`, or a token; read only to count and re-import. */
    adminSecret: kubernetesName,
  }),
})

/** Where a drill's client runs, in the same Kubernetes cluster; nothing there can reach or touch production. */
export const drillSchema = z.strictObject({
  namespace: kubernetesName,
  /** Secret in that namespace with the `username` and `password` of the user that may only SELECT. */
  readerSecret: kubernetesName,
  serviceAccount: kubernetesName,
  /** In whose name AWS Backup restores for drills. Null: Muster deploys a role that reaches no production. */
  restoreRole: name.nullable().default(null),
  /** A stock MySQL client, pinned by digest so that what is rehearsed is what runs. */
  image,
})

const url = z.url({ protocol: /^https?$/ })
const metric = z.strictObject({ namespace: z.string().min(1).max(255), metric: z.string().min(1).max(255) })

/** How the primary record of the site is made to give way. */
const trafficSchema = z.discriminatedUnion('by', [
  z.strictObject({
    /** By the data plane alone: our flag fails the primary record's only health check (aws-behaviour 4.4). */
    by: z.literal('flag'),
    /** A metric of the recovery region: 1 sends visitors there, 0 leaves them. */
    flag: metric,
    /** The alarm on it, which the health check reads: above 0; missing data leaves it as it was. */
    alarm: z.string().min(1).max(255),
    /** Seconds for which resolvers may keep the old answer. */
    ttl: z.int().min(1).max(3600).default(60),
  }),
  z.strictObject({
    /** By a change of the record, which needs the control plane in us-east-1. */
    by: z.literal('record'),
    hostedZone: z.string().regex(/^Z[A-Z0-9]{4,31}$/, 'a hosted zone id, such as Z0123456789ABCDEFGHIJ'),
    /** The set identifiers of the site's two weighted records. */
    setIdentifiers: z.strictObject({ primary: z.string().min(1).max(128), recovery: z.string().min(1).max(128) }),
    ttl: z.int().min(1).max(3600).default(60),
  }),
])

/** The same platform in the recovery region: what must be there before the day, by its name there. */
export const recoverySchema = z.strictObject({
  database: z.strictObject({
    vault,
    /** Customer-managed keys of the recovery region; keys are regional (C37). */
    kmsKeyId,
    subnetGroup: name,
    securityGroups: z.array(securityGroup).min(1),
    clusterParameterGroup: name,
    /** The writer first. */
    instances: z
      .array(z.strictObject({ class: z.string().startsWith('db.'), parameterGroup: name }))
      .min(1)
      .max(15),
    /** Aurora capacity units; needed where a class is db.serverless. */
    scaling: z.strictObject({ min: z.number(), max: z.number(), autoPause: z.int().nullable() }).nullable(),
    /** Days. */
    backupRetention: z.int().min(1).max(35).default(7),
  }),
  files: z.strictObject({
    vault,
    kmsKeyId,
    mountTargets: z
      .array(
        z.strictObject({
          zone: name,
          subnet: z.string().regex(/^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/, 'the id of a subnet'),
          securityGroups: z.array(securityGroup).min(1),
        }),
      )
      .min(1),
    /** How the pods there mount it. */
    volume: z.strictObject({
      storageClass: kubernetesName,
      capacity: z.string().regex(/^\d+(Gi|Ti)$/),
      options: z.array(z.string()).default(['tls']),
    }),
  }),
  monitoring: z.strictObject({ vault, kmsKeyId }),
  kubernetes: z.strictObject({
    clusterName: name,
    /** Replicas of WordPress to serve with. */
    replicas: z.int().min(1).max(500),
    /** Nodes that must be ready before anything is restored. */
    nodes: z.int().min(1).max(500),
  }),
  infrastructure: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('pilot-light') }),
    z.strictObject({
      kind: z.literal('terraform'),
      organization: name,
      workspace: name,
      /** Secret of the recovery region with the team's token. */
      tokenSecret: secretName,
      /** Variables of the run: what turns the pilot light up. */
      variables: z.record(z.string().regex(/^\w+$/), z.union([z.string(), z.number(), z.boolean()])),
    }),
  ]),
  application: z.strictObject({
    /** Where the site answers before visitors are sent there: the load balancer of the recovery region. */
    privateUrl: url,
    loadBalancer: name,
    certificateArn: z.string().startsWith('arn:aws:acm:'),
  }),
  traffic: trafficSchema,
  evidence: z.strictObject({
    /** Written into the recovery region once a minute by the platform while it is alive. */
    heartbeat: metric,
    /** Alarms of the recovery region that look at the primary region from outside. */
    alarms: z.array(z.string().min(1).max(255)).default([]),
  }),
  muster: z.strictObject({
    controlBucket: bucket,
    evidenceBucket: bucket,
    topic: topicName,
    /** Of the API there; null until it is deployed. */
    apiId: apiId.nullable().default(null),
  }),
})

export const platformSchema = z.strictObject({
  project: z.string().regex(/^[a-z][a-z0-9-]{0,23}$/),
  environment: z.string().regex(/^[a-z][a-z0-9-]{0,11}$/),
  account,
  regions: z.strictObject({ primary: region, recovery: region }),
  database: databaseSchema,
  files: filesSchema,
  monitoring: monitoringSchema,
  kubernetes: kubernetesSchema,
  drill: drillSchema,
  application: z.strictObject({
    /** Where visitors reach the site. */
    url: z.url(),
    /** A path that renders content from the database, and a text it must contain. */
    probe: z.strictObject({ path: z.string().startsWith('/'), contains: z.string().min(1) }),
  }),
  muster: z.strictObject({
    /** Locks, pending approvals, run records. One per control region. */
    controlBucket: bucket,
    /** Reports and exported rows. Object Lock, KMS. */
    evidenceBucket: bucket,
    topic: topicName,
    /** Of Muster's API in this region, which deployment prints; null until then: commands are told it. */
    apiId: apiId.nullable().default(null),
    /** How long resources kept by a run are retained, in days. */
    retainDays: z.int().min(1).max(365).default(14),
    /** May the person who requested a run approve it? (break-glass; recorded) */
    requesterMayApprove: z.boolean().default(false),
  }),
  recovery: recoverySchema,
  /** Who may speak to Muster in Slack; null: nobody, there is no chat. */
  chat: chatSchema.nullable().default(null),
  drills: drillsSchema.prefault({}),
  reactions: reactionsSchema,
  /**
   * Not written by people: in the recovery region, names that the primary region has and that its own have replaced.
   * A run there may look at them and never waits for them. Empty in the primary region.
   */
  home: z
    .strictObject({ clusterName: z.string(), controlBucket: z.string() })
    .default({ clusterName: '', controlBucket: '' }),
})

export type Platform = z.infer<typeof platformSchema>

/** `<project>-<environment>`: the prefix of every name Muster gives, and the name of the lock. */
export const platformName = ({ project, environment }: Pick<Platform, 'project' | 'environment'>): string =>
  `${project}-${environment}`

// Who people are in a served world: two who may do everything, and a viewer who may look but read no secret.
import type { AccessKey } from '../aws/iam/iam.ts'
import { seedGrant } from '../kubernetes/example.ts'
import { platformRole } from '../world/seed-roles.ts'
import type { World } from '../world/world.ts'

/** Reading, by service; `secretsmanager:GetSecretValue` and the rows of `rds-data` are not among it. */
const VIEWED = [
  'rds:Describe*',
  'rds:ListTagsForResource',
  'backup:Describe*',
  'backup:Get*',
  'backup:List*',
  'eks:Describe*',
  'eks:List*',
  'kms:DescribeKey',
  's3:GetBucket*',
  's3:ListBucket',
  's3:ListAllMyBuckets',
  'secretsmanager:DescribeSecret',
  'secretsmanager:List*',
  'sns:Get*',
  'sns:List*',
  'states:Describe*',
  'states:Get*',
  'states:List*',
]

/** All kinds that the simulated cluster has, but secrets. */
const VIEWED_GROUPS = ['apps', 'autoscaling', 'batch', 'argoproj.io', 'external-secrets.io', 'storage.k8s.io']
const VIEWED_CORE = ['namespaces', 'pods', 'configmaps', 'services', 'persistentvolumes', 'persistentvolumeclaims']

const ALL = ['*']
const LOOK = ['get', 'list', 'watch']

/** Lists and shows runs, and starts and decides nothing. */
const LOOKED_AT = [
  { Effect: 'Allow', Action: ['execute-api:Invoke'], Resource: ['arn:aws:execute-api:*:*:*/*/GET/*'] },
] as const

const everything = { actions: ALL, more: [], rules: [{ apiGroups: ALL, resources: ALL, verbs: ALL }] }

/** Who asks for a run does not approve it: there are two of them. */
const people = [
  { name: 'operator', ...everything },
  { name: 'approver', ...everything },
  {
    name: 'viewer',
    actions: VIEWED,
    more: LOOKED_AT,
    rules: [
      { apiGroups: VIEWED_GROUPS, resources: ALL, verbs: LOOK },
      { apiGroups: [''], resources: VIEWED_CORE, verbs: LOOK },
    ],
  },
] as const

export const peopleNames: readonly string[] = people.map(({ name }) => name)

/** Gives each of them a role, an access entry of the cluster, and what the group of that entry may do. */
export function seedPeople({ cloud, platform, region, kubernetes }: World): void {
  for (const { name, actions, more, rules } of people) {
    const arn = platformRole(platform, name)
    cloud.iam.addRole({
      arn,
      trust: [],
      statements: [{ Effect: 'Allow', Action: actions, Resource: ALL }, ...more],
    })
    const group = `sandbox:${name}`
    region.eks.grant(platform.kubernetes.clusterName, { principalArn: arn, kubernetesGroups: [group] })
    seedGrant(kubernetes, group, { group, rules })
  }
}

/** A role that somebody asks to be: one of the people, or any role by its name, such as a function's of a drill. */
export interface Identity {
  readonly name: string
  readonly roleArn: string
  readonly key: AccessKey
}

/** Undefined when there is no such role. */
export function identityOf({ cloud, platform }: World, name: string): Identity | undefined {
  const roleArn = peopleNames.includes(name)
    ? platformRole(platform, name)
    : `arn:aws:iam::${platform.account}:role/${name}`
  return cloud.iam.role(roleArn) && { name, roleArn, key: cloud.iam.accessKey(roleArn) }
}

export const peopleOf = (world: World): readonly Identity[] =>
  peopleNames.flatMap(name => identityOf(world, name) ?? [])

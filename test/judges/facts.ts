// What both imitations have to say alike where both accept: whatever the handlers build upon, and moto keeps.
import { isDeepStrictEqual } from 'node:util'

type Answer = Readonly<Record<string, unknown>>

const VOLUME = [
  'Size',
  'VolumeType',
  'Iops',
  'Throughput',
  'Encrypted',
  'KmsKeyId',
  'AvailabilityZone',
  'Tags',
  'SnapshotId',
]
const TARGET = ['MountTargetId', 'FileSystemId', 'SubnetId', 'AvailabilityZoneName']
const POINT = ['AccessPointId', 'FileSystemId', 'ClientToken', 'PosixUser', 'RootDirectory.Path', 'Tags']
const FILE_SYSTEM = ['FileSystemId', 'CreationToken', 'PerformanceMode', 'Encrypted', 'KmsKeyId', 'Tags']

const each = (list: string, members: readonly string[]): readonly string[] => members.map(name => `${list}.${name}`)

/**
 * Paths, of which the first that differs is told: those that moto is known to leave out come last. One that leads
 * through a list means the member of every item, in any order; members joined with `+` are compared together.
 */
const FACTS: Readonly<Record<string, readonly string[]>> = {
  'secretsmanager:GetSecretValue': ['Name', 'VersionId', 'SecretString', 'VersionStages'],
  'secretsmanager:DescribeSecret': ['Name', 'VersionIdsToStages'],
  'secretsmanager:PutSecretValue': ['Name', 'VersionId', 'VersionStages'],
  'ec2:DescribeSubnets': each('Subnets', ['SubnetId', 'VpcId', 'AvailabilityZone', 'CidrBlock']),
  'ec2:CreateVolume': VOLUME,
  'ec2:DescribeVolumes': each('Volumes', ['VolumeId', ...VOLUME]),
  'elasticfilesystem:DescribeFileSystems': each('FileSystems', [
    ...FILE_SYSTEM,
    'NumberOfMountTargets',
    'ThroughputMode',
  ]),
  'elasticfilesystem:CreateMountTarget': TARGET.filter(name => name !== 'MountTargetId'),
  'elasticfilesystem:DescribeMountTargets': each('MountTargets', TARGET),
  'elasticfilesystem:DescribeMountTargetSecurityGroups': ['SecurityGroups'],
  'elasticfilesystem:CreateAccessPoint': POINT.filter(name => name !== 'AccessPointId'),
  'elasticfilesystem:DescribeAccessPoints': each('AccessPoints', POINT),
  'elasticfilesystem:PutLifecycleConfiguration': ['LifecyclePolicies'],
  'elasticfilesystem:DescribeLifecycleConfiguration': ['LifecyclePolicies'],
  'elasticfilesystem:PutFileSystemPolicy': ['Policy'],
  'elasticfilesystem:DescribeFileSystemPolicy': ['Policy'],
  // moto shows a TTL of 0 on aliases, which have none on AWS (Route 53 API reference, ResourceRecordSet, TTL).
  'route53:ListResourceRecordSets': ['ResourceRecordSets.Name+Type+SetIdentifier+Weight+AliasTarget'],
}

export interface Disagreement {
  /** Its path. */
  readonly fact: string
  readonly said: string
}

/** @param ours in the other's names */
export function disagreementOf(operation: string, ours: Answer, theirs: Answer): Disagreement | undefined {
  for (const fact of FACTS[operation] ?? []) {
    const [here, there] = [ours, theirs].map(answer => inOrder(at(answer, fact.split('.'))))
    if (!isDeepStrictEqual(here, there)) return { fact, said: `${JSON.stringify(there)}, not ${JSON.stringify(here)}` }
  }
  return undefined
}

function at(value: unknown, [name, ...further]: readonly string[]): unknown {
  if (name === undefined) return value
  if (Array.isArray(value)) return value.map(item => at(item, [name, ...further]))
  const members = value as Answer | undefined
  if (name.includes('+')) return Object.fromEntries(name.split('+').map(each => [each, members?.[each]]))
  const inside = members?.[name]
  return at(name === 'VersionIdsToStages' ? labelled(inside) : inside, further)
}

/** moto lists versions without a label as well; AWS leaves them out (DescribeSecret, VersionIdsToStages). */
const labelled = (versions: unknown): unknown =>
  Object.fromEntries(Object.entries(versions as object).filter(([, labels]) => labels.length > 0))

/** Lists say nothing by their order here; a policy is JSON as text. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(inOrder).toSorted((a, b) => (JSON.stringify(a) ?? '').localeCompare(JSON.stringify(b) ?? ''))
  if (typeof value === 'string' && value.startsWith('{')) return JSON.parse(value)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([name, each]) => [name, inOrder(each)]),
  )
}

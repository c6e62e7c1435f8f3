// Permissions that the verbs of files share, said once: which file systems a mode may touch, and what a Job takes.

import { PROGRAM } from '../domain/files/program.ts'
import type { Platform } from '../domain/platform.ts'
import { MODE_TAG, type Mode } from '../domain/run.ts'
import { enterCluster } from './application-needs.ts'
import { type AwsNeed, allow, allowAnywhere, allowInCluster, arns, evidenceKeyAlias, type Need } from './needs.ts'

const efs = (p: Platform, resource: string): string =>
  `arn:aws:elasticfilesystem:${p.regions.primary}:${p.account}:${resource}`

/** The platform's own file system. No drill may change it. */
export const sourceFileSystem = (p: Platform): string => efs(p, `file-system/${p.files.fileSystemId}`)

/** Ids are given by AWS: a run's own file systems are told by their tag. */
export const anyFileSystem = (p: Platform): string => efs(p, 'file-system/*')
const anyAccessPoint = (p: Platform): string => efs(p, 'access-point/*')

/** Only on what carries the mode's tag: no drill reaches what a real run restored, nor production. */
export const onRestored = (p: Platform, mode: Mode, actions: readonly string[]): AwsNeed =>
  allow(actions, [anyFileSystem(p)], { StringEquals: { [`aws:ResourceTag/${MODE_TAG}`]: mode } })

/** Whether it is there, in which state, and with which tags. */
export const findFiles = (fileSystems: string): Need => allow('elasticfilesystem:DescribeFileSystems', [fileSystems])

/** Its mount targets and access points. */
export const seeDoors = (fileSystems: string): Need =>
  allow(['elasticfilesystem:DescribeMountTargets', 'elasticfilesystem:DescribeAccessPoints'], [fileSystems])

const SETTINGS = [
  'elasticfilesystem:DescribeFileSystems',
  'elasticfilesystem:DescribeLifecycleConfiguration',
  'elasticfilesystem:DescribeFileSystemPolicy',
  'elasticfilesystem:DescribeBackupPolicy',
  'elasticfilesystem:DescribeAccessPoints',
]

/** What a restore does not bring along, but for its mount targets. */
export const readSettings = (fileSystems: string): Need => allow(SETTINGS, [fileSystems])

/** Everything that is told of it. The security groups of a mount target are those of its network interface. */
export const describeFiles = (fileSystems: string): Need[] => [
  readSettings(fileSystems),
  allow(
    ['elasticfilesystem:DescribeMountTargets', 'elasticfilesystem:DescribeMountTargetSecurityGroups'],
    [fileSystems],
  ),
  allowAnywhere(
    'ec2:DescribeNetworkInterfaceAttribute',
    'Service Authorization Reference, EC2: EFS asks for it in its caller’s name, and describing has no resource level',
  ),
]

export const filesKey = ({ account, files, regions }: Platform): string =>
  files.kmsKeyId.startsWith('arn:') ? files.kmsKeyId : `arn:aws:kms:${regions.primary}:${account}:key/${files.kmsKeyId}`

/** Recovery points of file systems (aws-behaviour 1.2.1). */
export const filePoints = (p: Platform): string => `arn:aws:backup:${p.regions.primary}:${p.account}:recovery-point:*`

export const passRestoreRole = (p: Platform): Need =>
  allow('iam:PassRole', [arns(p).role(p.files.restoreRole)], {
    StringEquals: { 'iam:PassedToService': 'backup.amazonaws.com' },
  })

export const lookForFileJobs = (): Need =>
  allowAnywhere(
    ['backup:ListRestoreJobs', 'backup:GetRestoreJobMetadata'],
    'Service Authorization Reference, AWS Backup: restore jobs have no resource type',
  )

/** Where Jobs run in that mode. */
const jobNamespace = (p: Platform, mode: Mode): string =>
  mode === 'drill' ? p.drill.namespace : p.kubernetes.namespace

/** Names end in the run's and cannot be written into a role. */
export const onJobs = (p: Platform, mode: Mode, verbs: readonly string[]): Need =>
  allowInCluster({ apiGroup: 'batch', resource: 'jobs', verbs, namespace: jobNamespace(p, mode) })

/** What a Job said last stands in the status of its pods. */
export const readJobs = (p: Platform, mode: Mode): Need[] => seeJobs(p, mode, ['get'])

/** The end of a Job is told by the Job. */
export const awaitJobs = (p: Platform, mode: Mode): Need[] => seeJobs(p, mode, ['get', 'watch'])

const seeJobs = (p: Platform, mode: Mode, verbs: readonly string[]): Need[] => [
  enterCluster(p),
  onJobs(p, mode, verbs),
  allowInCluster({ apiGroup: '', resource: 'pods', verbs: ['list'], namespace: jobNamespace(p, mode) }),
]

export const startJobs = (p: Platform, mode: Mode): Need[] => [enterCluster(p), onJobs(p, mode, ['create', 'get'])]

export const readProgram = (p: Platform, mode: Mode): Need =>
  allowInCluster({
    ...{ apiGroup: '', resource: 'configmaps', verbs: ['get'], names: [PROGRAM.configMap] },
    namespace: jobNamespace(p, mode),
  })

/** Volumes belong to no namespace. What a drill may do with them an admission policy limits to its own. */
export const onVolumes = (verbs: readonly string[]): Need =>
  allowInCluster({ apiGroup: '', resource: 'persistentvolumes', verbs })

export const onClaims = (p: Platform, mode: Mode, verbs: readonly string[]): Need =>
  allowInCluster({ apiGroup: '', resource: 'persistentvolumeclaims', verbs, namespace: jobNamespace(p, mode) })

/** The claim that WordPress uses, and no other. A creation cannot be limited to a name. */
export function onFilesClaim(p: Platform) {
  const { namespace } = p.kubernetes
  const claim = { apiGroup: '', resource: 'persistentvolumeclaims', namespace }
  return {
    read: allowInCluster({ ...claim, verbs: ['get'], names: [p.files.claim] }),
    watch: allowInCluster({ ...claim, verbs: ['watch'], names: [p.files.claim] }),
    release: allowInCluster({ ...claim, verbs: ['get', 'delete'], names: [p.files.claim] }),
    create: allowInCluster({ ...claim, verbs: ['create'] }),
  }
}

/** EFS works on the network in its caller's name (EFS API reference, CreateMountTarget). */
export const networkOfMountTargets = (p: Platform): Need[] => [
  allowAnywhere(
    ['ec2:DescribeSubnets', 'ec2:DescribeNetworkInterfaces'],
    'Service Authorization Reference, EC2: describing has no resource level',
  ),
  allow('ec2:CreateNetworkInterface', [ec2(p, 'network-interface/*'), ec2(p, 'subnet/*'), ec2(p, 'security-group/*')]),
]

const ec2 = (p: Platform, resource: string): string => `arn:aws:ec2:${p.regions.primary}:${p.account}:${resource}`

/** What it takes to take away all that a run restored; what AWS Backup made may still lack the mode's tag. */
export const discardingFiles = (p: Platform, mode: Mode): Need[] => [
  ...claimingFiles(p, mode),
  ...(mode === 'recover' ? [onRestored(p, mode, ['elasticfilesystem:UntagResource'])] : []),
  ...deletingFiles(p, mode),
]

/** Of what carries the mark of its mode already. */
export const deletingFiles = (p: Platform, mode: Mode): Need[] => [
  onRestored(p, mode, ['elasticfilesystem:DeleteMountTarget', 'elasticfilesystem:DeleteFileSystem']),
  allow('elasticfilesystem:DeleteAccessPoint', [anyAccessPoint(p)], {
    StringEquals: { [`aws:ResourceTag/${MODE_TAG}`]: mode },
  }),
  allow('ec2:DeleteNetworkInterface', [ec2(p, 'network-interface/*')]),
]

/** Marks what has no mark yet and nothing that has one; production's file system is told by a tag of its own. */
export const claimingFiles = (p: Platform, mode: Mode): Need[] => [
  // A call whose answer was lost is made again, on what has its mark by then.
  onRestored(p, mode, ['elasticfilesystem:TagResource']),
  allow('elasticfilesystem:TagResource', [anyFileSystem(p)], {
    StringEquals: { [`aws:RequestTag/${MODE_TAG}`]: mode },
    Null: { [`aws:ResourceTag/${MODE_TAG}`]: 'true', [`aws:ResourceTag/${p.files.ownTag}`]: 'true' },
  }),
]

/** Reading a listing back needs the key of the evidence bucket, which is known by its alias. */
export const readEvidence = (p: Platform): Need =>
  allow('kms:Decrypt', [`arn:aws:kms:${p.regions.primary}:${p.account}:key/*`], {
    'ForAnyValue:StringEquals': { 'kms:ResourceAliases': evidenceKeyAlias(p) },
  })

/** Only as they are made (EFS user guide, "Using tags to control access"): one that is there takes no tags from it. */
export const tagNewAccessPoints = (p: Platform, mode: Mode): Need =>
  allow('elasticfilesystem:TagResource', [anyAccessPoint(p)], {
    StringEquals: {
      'elasticfilesystem:CreateAction': 'CreateAccessPoint',
      [`aws:RequestTag/${MODE_TAG}`]: mode,
    },
    Null: { [`aws:ResourceTag/${p.files.ownTag}`]: 'true' },
  })

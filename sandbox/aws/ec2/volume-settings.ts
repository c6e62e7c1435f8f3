// What a new volume may be: sizes, performance and encryption, each with EC2's default, which is not what one would want.
import type { CreateVolumeRequest, VolumeType } from '@aws-sdk/client-ec2'
import { notSimulated } from '../not-simulated.ts'
import { AwsError } from '../service.ts'
import { badCombination, badValue, missingParameter } from './refusals.ts'
import type { Snapshot, State, Volume } from './state.ts'

type Settings = Pick<Volume, 'type' | 'size' | 'iops' | 'throughput' | 'encrypted' | 'keyArn' | 'initializationRate'>

/** GiB (Amazon EBS user guide, "Amazon EBS volume types"). */
const sizes: Readonly<Partial<Record<VolumeType, readonly [number, number]>>> = {
  gp2: [1, 16_384],
  gp3: [1, 65_536],
  io1: [4, 16_384],
  io2: [4, 65_536],
  st1: [125, 16_384],
  sc1: [125, 16_384],
  standard: [1, 1024],
}

export function settingsOf(state: State, input: CreateVolumeRequest, snapshot: Snapshot | undefined): Settings {
  const type = input.VolumeType ?? 'gp2'
  const size = sizeOf(type, input.Size, snapshot)
  const rate = input.VolumeInitializationRate
  if (rate !== undefined && (rate < 100 || rate > 300)) throw badValue('VolumeInitializationRate is from 100 to 300.')
  if (rate !== undefined && !snapshot) throw badCombination('VolumeInitializationRate requires a snapshot.')
  return {
    ...{ type, size, iops: iopsOf(type, input.Iops, size), throughput: throughputOf(type, input.Throughput) },
    ...{ initializationRate: rate, ...encryptionOf(state, input, snapshot) },
  }
}

function sizeOf(type: VolumeType, asked: number | undefined, snapshot: Snapshot | undefined): number {
  const size = asked ?? snapshot?.size
  if (size === undefined) throw missingParameter('The request must contain the parameter size or snapshotId')
  const [least, most] = sizes[type] ?? [0, 0]
  if (most === 0) throw badValue(`Invalid volume type: ${type}`)
  if (size < least || size > most) throw badValue(`Volume of ${size}GiB is not between ${least} and ${most} GiB.`)
  if (snapshot && size < snapshot.size)
    throw badValue(`Volume of ${size}GiB is smaller than snapshot '${snapshot.id}', expect size >= ${snapshot.size}GiB`)
  return size
}

function iopsOf(type: VolumeType, asked: number | undefined, size: number): number | undefined {
  if (type === 'gp3') {
    const iops = asked ?? 3000
    if (iops < 3000 || iops > 80_000) throw badValue('Iops of gp3 are from 3000 to 80000.')
    return iops
  }
  if (type === 'io1' || type === 'io2') {
    if (asked === undefined) throw missingParameter(`The parameter iops must be specified for ${type} volumes.`)
    return asked
  }
  if (asked !== undefined) throw badCombination(`The parameter iops is not supported for ${type} volumes.`)
  // Three for a GiB, within 100 and 16,000.
  return type === 'gp2' ? Math.min(16_000, Math.max(100, 3 * size)) : undefined
}

function throughputOf(type: VolumeType, asked: number | undefined): number | undefined {
  if (type !== 'gp3') {
    if (asked !== undefined) throw badCombination(`The parameter throughput is not supported for ${type} volumes.`)
    return undefined
  }
  const throughput = asked ?? 125
  if (throughput < 125 || throughput > 2000) throw badValue('Throughput of gp3 is from 125 to 2000 MiB/s.')
  return throughput
}

/** A snapshot's encryption cannot be taken off; its key is kept unless another is named. */
function encryptionOf(
  state: State,
  { Encrypted: asked, KmsKeyId: key }: CreateVolumeRequest,
  snapshot: Snapshot | undefined,
): Pick<Settings, 'encrypted' | 'keyArn'> {
  if (asked === false && snapshot?.encrypted)
    throw badCombination('A volume from an encrypted snapshot cannot be unencrypted.')
  if (key !== undefined && !asked)
    throw new AwsError(
      'InvalidParameterDependency',
      'The parameter KmsKeyId requires the parameter Encrypted to be set.',
    )
  const encrypted = (asked ?? false) || (snapshot?.encrypted ?? false) || (state.options.encryptionByDefault ?? false)
  if (!encrypted) return { encrypted, keyArn: undefined }
  const { region, accountId } = state.surroundings
  if (key?.includes('alias/')) throw notSimulated('ec2:CreateVolume with a KMS alias')
  const named = key === undefined || key.startsWith('arn:') ? key : `arn:aws:kms:${region}:${accountId}:key/${key}`
  return { encrypted, keyArn: named ?? snapshot?.keyArn ?? defaultKey(state) }
}

export function defaultKey(state: State): string {
  const { region, accountId } = state.surroundings
  return state.options.defaultKeyArn ?? `arn:aws:kms:${region}:${accountId}:key/aws-ebs`
}

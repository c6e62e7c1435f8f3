// Amazon EBS as the CSI driver of the platform's cluster reaches it: with its role's rights, its tags and its policy.
import type { CreateVolumeRequest, Volume as VolumeView } from '@aws-sdk/client-ec2'
import type { TagsPolicy } from '../../aws/ec2/index.ts'
import { inNameOf } from '../../aws/in-name-of.ts'
import type { AwsError } from '../../aws/service.ts'
import type { Cloud } from '../../cloud.ts'
import type { MountVolume } from '../../kubernetes/controllers/pod-mounts.ts'
import { type DiskOrder, type Disks, EBS_DRIVER } from '../../kubernetes/disks.ts'
import type { Region } from '../../region.ts'
import { FileView } from '../files/index.ts'

export interface Driver {
  readonly cloud: Cloud
  readonly region: Region
  /** Of the driver's controller. */
  readonly roleArn: string
  readonly clusterName: string
  readonly policy: TagsPolicy
}

export function disksOf(driver: Driver): Disks {
  const { cloud, region, roleArn, policy } = driver
  const surroundings = cloud.surroundings(region.name)
  const { clock, accountId } = surroundings
  const ec2 = inNameOf(surroundings, cloud.iam, region.ec2.service)
  const later = (tell: () => void) => clock.quietly(clock.now(), tell)
  return {
    attach: ({ handle, instanceId, zone }, told) => {
      const request = { volumeId: handle, instanceId, zone, policy, caller: { roleArn, accountId } }
      const verdict = region.ec2.attach(request, () => told({ attached: true }))
      if (verdict.may) return
      const message = `Could not attach volume "${handle}" to node "${instanceId}": ${verdict.code}: ${verdict.message}`
      later(() => told({ attached: false, message }))
    },
    detach: ({ handle, instanceId }, told) => {
      const found = region.ec2.volumes().find(({ id }) => id === handle)
      if (found?.attachment?.instanceId === instanceId) region.ec2.detach(handle, told)
      else later(told)
    },
    provision: (order, told) => {
      try {
        const { VolumeId = '' } = ec2(roleArn, 'CreateVolume', requestFor(order, driver)) as VolumeView
        whenAvailable(driver, VolumeId, state =>
          told(state === 'available' ? { handle: VolumeId } : { message: `${VolumeId} is ${state}` }),
        )
      } catch (error) {
        const { name, message } = asRefusal(error)
        later(() => told({ message: `${name}: ${message}` }))
      }
    },
    remove: handle => {
      try {
        ec2(roleArn, 'DeleteVolume', { VolumeId: handle })
        return undefined
      } catch (error) {
        const { name, message } = asRefusal(error)
        return name === 'InvalidVolume.NotFound' ? undefined : `${name}: ${message}`
      }
    },
  }
}

/** AWS's own refusals; a fault of the sandbox itself is thrown on. */
function asRefusal(error: unknown): AwsError {
  if (
    typeof error !== 'object' ||
    error === null ||
    !('status' in error) ||
    (error as AwsError).name === 'NotSimulated'
  )
    throw error
  return error as AwsError
}

function requestFor(order: DiskOrder, { clusterName }: Driver): CreateVolumeRequest {
  const { name, claim, size, zone, parameters } = order
  const tags: Readonly<Record<string, string>> = {
    Name: `${clusterName}-dynamic-${name}`,
    ...driverTags(name, claim),
    ...extraTags(parameters),
  }
  return {
    AvailabilityZone: zone,
    Size: size,
    // The driver's default is gp3, not EC2's gp2.
    VolumeType: (parameters.type ?? 'gp3') as CreateVolumeRequest['VolumeType'] & string,
    Encrypted: parameters.encrypted === 'true',
    ...(parameters.kmsKeyId !== undefined && { KmsKeyId: parameters.kmsKeyId }),
    ClientToken: name,
    TagSpecifications: [{ ResourceType: 'volume', Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }],
  }
}

/** What the driver writes on every disk that it makes (aws-ebs-csi-driver, "Tagging"). */
export const driverTags = (volume: string, claim: DiskOrder['claim']): Readonly<Record<string, string>> => ({
  'ebs.csi.aws.com/cluster': 'true',
  CSIVolumeName: volume,
  'kubernetes.io/created-for/pv/name': volume,
  'kubernetes.io/created-for/pvc/name': claim.name,
  'kubernetes.io/created-for/pvc/namespace': claim.namespace,
})

/** Parameters `tagSpecification_1: "Component=monitoring"`, and so on. */
const extraTags = (parameters: DiskOrder['parameters']): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(parameters)
      .filter(([key]) => key.startsWith('tagSpecification_'))
      .map(([, text]) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]),
  )

function whenAvailable({ cloud, region }: Driver, id: string, told: (state: string) => void): void {
  const { lifecycle, clock } = cloud.surroundings(region.name)
  const stop = lifecycle.onChange(() => {
    const state = region.ec2.volumes().find(each => each.id === id)?.state ?? 'gone'
    if (state === 'creating') return
    stop()
    clock.quietly(clock.now(), () => told(state))
  })
}

/** A disk that is attached is mounted; its tree is the volume's own. */
export function mountDisks({ ec2 }: Region): MountVolume {
  return ({ volume, subPath, readOnly, mountPath }) => {
    const { driver, volumeHandle } = volume.spec?.csi ?? {}
    if (driver !== EBS_DRIVER || volumeHandle === undefined) return undefined
    const root = subPath === '' ? '/' : `/${subPath}`
    const whole = new FileView(ec2.bareDisk(volumeHandle))
    // The kubelet makes the directory of a subPath that is not there.
    if (!whole.exists(root)) whole.mkdirs(root, 0o777)
    return {
      view: as => new FileView(ec2.disk(volumeHandle), { as, root, readOnly, mountedAt: mountPath }),
      bytesASecond: () => ec2.readableASecond(volumeHandle),
    }
  }
}

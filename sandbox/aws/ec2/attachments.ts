// Volumes on instances, as the EBS CSI driver puts them there: by tags it may, in one zone it can, on one node at a time.
import type { Tag } from '@aws-sdk/client-ec2'
import type { Caller } from '../service.ts'
import type { State, Volume } from './state.ts'
import { defaultKey } from './volume-settings.ts'

/**
 * What the driver's IAM policy allows it to attach (aws-behaviour 1.5). `AmazonEBSCSIDriverPolicyV2`: volumes tagged
 * `ebs.csi.aws.com/cluster=true` or having `kubernetes.io/created-for/pvc/name`. With a cluster's name: only volumes tagged
 * `ebs.csi.aws.com/cluster-name` with it. `any`: the older policy, which asks for no tag.
 */
export type TagsPolicy = 'AmazonEBSCSIDriverPolicyV2' | { readonly clusterName: string } | 'any'

export type Attachable =
  | { readonly may: true }
  | { readonly may: false; readonly code: string; readonly message: string }

/** May the driver attach the volume to a node of that zone now? Codes are those of ec2:AttachVolume. */
export function mayAttach(state: State, volumeId: string, zone: string, policy: TagsPolicy): Attachable {
  const no = (code: string, message: string): Attachable => ({ may: false, code, message })
  const volume = state.volumes.find(each => each.id === volumeId && each.visible)
  if (!volume) return no('InvalidVolume.NotFound', `The volume '${volumeId}' does not exist.`)
  if (!tagsAllow(volume.tags, policy))
    return no('UnauthorizedOperation', 'You are not authorized to perform this operation: ec2:AttachVolume')
  if (volume.zone.name !== zone)
    return no(
      'InvalidVolume.ZoneMismatch',
      `The volume '${volumeId}' is not in the same availability zone as the instance`,
    )
  if (volume.attachment) return no('VolumeInUse', `${volumeId} is already attached to an instance`)
  if (volume.state !== 'available') return no('IncorrectState', `Volume '${volumeId}' is not 'available'.`)
  if (volume.keyArn !== undefined && state.options.usable?.(volume.keyArn) === false)
    return no('Client.InternalError', `The key of volume '${volumeId}' cannot be used.`)
  return { may: true }
}

function tagsAllow(tags: readonly Tag[], policy: TagsPolicy): boolean {
  if (policy === 'any') return true
  const value = (key: string) => tags.find(({ Key }) => Key === key)?.Value
  if (policy !== 'AmazonEBSCSIDriverPolicyV2') return value('ebs.csi.aws.com/cluster-name') === policy.clusterName
  return value('ebs.csi.aws.com/cluster') === 'true' || value('kubernetes.io/created-for/pvc/name') !== undefined
}

export interface AttachRequest {
  readonly volumeId: string
  readonly instanceId: string
  readonly zone: string
  readonly policy: TagsPolicy
  /** Whose rights to the volume's key are asked; nobody's when absent. */
  readonly caller?: Caller
}

/** A volume that is encrypted with a customer-managed key is attached with a grant in the caller's name. */
function mayGrant(state: State, keyArn: string | undefined, caller: Caller | undefined): boolean {
  if (keyArn === undefined || caller === undefined || keyArn === defaultKey(state)) return true
  const { region } = state.surroundings
  const context = {
    'kms:ViaService': `ec2.${region}.amazonaws.com`,
    'kms:CallerAccount': caller.accountId,
    'kms:GrantIsForAWSResource': 'true',
  }
  return state.options.allows({ action: 'kms:CreateGrant', resource: keyArn, context }, caller)
}

/** Begins to attach; the volume is `in-use` at once, the attachment `attached` some seconds later, when `done` is called. */
export function attach(state: State, request: AttachRequest, done: () => void = () => undefined): Attachable {
  const { volumeId, instanceId, zone, policy, caller } = request
  const verdict = mayAttach(state, volumeId, zone, policy)
  if (!verdict.may) return verdict
  const { keyArn } = state.volumes.find(each => each.id === volumeId) ?? {}
  if (!mayGrant(state, keyArn, caller))
    return { may: false, code: 'UnauthorizedOperation', message: `The caller may not use the key ${keyArn}.` }
  const { clock, lifecycle } = state.surroundings
  const volume = state.volumes.find(each => each.id === volumeId) as Volume
  const attachment: Volume['attachment'] = { instanceId, device: '/dev/xvdaa', state: 'attaching', at: clock.now() }
  volume.attachment = attachment
  volume.state = 'in-use'
  lifecycle.schedule('ec2.volume.attaching', volumeId, {
    done: () => {
      if (attachment.state !== 'attaching') return
      attachment.state = 'attached'
      done()
    },
    stuck: () => undefined,
  })
  lifecycle.changed()
  return verdict
}

/** Begins to detach, and calls `done` in the end; nothing happens to a volume that is attached nowhere. */
export function detach(state: State, volumeId: string, done: () => void = () => undefined): void {
  const { lifecycle } = state.surroundings
  const volume = state.volumes.find(each => each.id === volumeId)
  const attachment = volume?.attachment
  if (!volume || !attachment || attachment.state === 'detaching') return
  attachment.state = 'detaching'
  lifecycle.schedule('ec2.volume.detaching', volumeId, {
    done: () => {
      volume.attachment = undefined
      volume.state = 'available'
      done()
    },
    busy: () => {
      attachment.state = 'busy'
    },
    stuck: () => undefined,
  })
  lifecycle.changed()
}

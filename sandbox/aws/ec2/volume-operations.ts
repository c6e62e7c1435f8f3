// ec2:DescribeVolumes and DeleteVolume.
import type { DeleteVolumeRequest, DescribeVolumesRequest, DescribeVolumesResult } from '@aws-sdk/client-ec2'
import { refuse } from '../not-simulated.ts'
import type { Operation } from '../service.ts'
import { findVolume } from './find.ts'
import { filtered, listed } from './lists.ts'
import { anywhere, on } from './needs.ts'
import { incorrectState, volumeInUse } from './refusals.ts'
import type { State, Volume } from './state.ts'
import { volumeView } from './views.ts'

export function describeVolumes(state: State): Operation<DescribeVolumesRequest, DescribeVolumesResult> {
  return {
    needs: () => [anywhere(state, 'DescribeVolumes')],
    run: input => {
      refuse('ec2:DescribeVolumes', input, ['DryRun', 'IncludeManagedResources'])
      const ids = input.VolumeIds
      const chosen = ids?.length ? ids.map(id => findVolume(state, id)) : state.volumes.filter(each => each.visible)
      const { items, next } = listed(state, filtered(chosen, input.Filters, fields), { asked: input, ids })
      return { Volumes: items.map(volumeView), ...(next && { NextToken: next }) }
    },
  }
}

const fields = {
  'volume-id': ({ id }: Volume) => [id],
  status: ({ state }: Volume) => [state],
  'availability-zone': ({ zone }: Volume) => [zone.name],
  'snapshot-id': ({ snapshotId }: Volume) => [snapshotId],
  'volume-type': ({ type }: Volume) => [type],
  encrypted: ({ encrypted }: Volume) => [String(encrypted)],
  size: ({ size }: Volume) => [String(size)],
  'attachment.status': ({ attachment }: Volume) => [attachment?.state],
  'attachment.instance-id': ({ attachment }: Volume) => [attachment?.instanceId],
}

export function deleteVolume(state: State): Operation<DeleteVolumeRequest, void> {
  return {
    needs: input => [on(state, 'DeleteVolume', { kind: 'volume', id: input.VolumeId ?? '' })],
    run: input => {
      refuse('ec2:DeleteVolume', input, ['DryRun'])
      const volume = findVolume(state, input.VolumeId)
      if (volume.attachment) throw volumeInUse(volume.id, volume.attachment.instanceId)
      if (volume.state === 'deleting') return
      if (volume.state !== 'available' && volume.state !== 'error')
        throw incorrectState(`The volume '${volume.id}' is '${volume.state}'.`)
      volume.state = 'deleting'
      state.surroundings.lifecycle.schedule('ec2.volume.deleting', volume.id, {
        done: () => {
          state.volumes.splice(state.volumes.indexOf(volume), 1)
        },
        stuck: () => undefined,
      })
    },
  }
}

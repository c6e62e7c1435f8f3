// ec2:CreateSnapshot and DescribeSnapshots, and the snapshots that AWS Backup takes.
import type {
  CreateSnapshotRequest,
  DescribeSnapshotsRequest,
  DescribeSnapshotsResult,
  Snapshot as SnapshotView,
  Tag,
} from '@aws-sdk/client-ec2'
import { notSimulated, refuse } from '../not-simulated.ts'
import type { Operation } from '../service.ts'
import { findSnapshot, findVolume } from './find.ts'
import { filtered, listed } from './lists.ts'
import { anywhere, on, tagContext, tagging, tagsIn } from './needs.ts'
import { incorrectState } from './refusals.ts'
import { appear, newId, type Snapshot, type State, type Volume } from './state.ts'
import { specifiedTags } from './tags.ts'
import { snapshotView } from './views.ts'

export function createSnapshot(state: State): Operation<CreateSnapshotRequest, SnapshotView> {
  return {
    needs: input => {
      const tags = tagsIn(input.TagSpecifications)
      return [
        on(state, 'CreateSnapshot', { kind: 'volume', id: input.VolumeId ?? '' }),
        on(state, 'CreateSnapshot', { kind: 'snapshot', id: '*' }, tagContext(tags)),
        ...tagging(state, { kind: 'snapshot', action: 'CreateSnapshot' }, tags),
      ]
    },
    run: input => {
      refuse('ec2:CreateSnapshot', input, ['DryRun', 'OutpostArn', 'Location'])
      const volume = findVolume(state, input.VolumeId)
      const tags = specifiedTags('snapshot', input.TagSpecifications)
      const made = takeSnapshot(state, volume, { id: newId(state, 'snap'), tags, description: input.Description ?? '' })
      return snapshotView(state, made)
    },
  }
}

/**
 * Holds what was on the disk at this moment, however long it takes to complete: as after a power cut, programs find
 * unfinished work.
 */
export function takeSnapshot(
  state: State,
  volume: Volume,
  given: { readonly id: string; readonly tags: readonly Tag[]; readonly description: string },
  seconds?: number,
): Snapshot {
  if (volume.state !== 'available' && volume.state !== 'in-use')
    throw incorrectState(`The volume '${volume.id}' is '${volume.state}'.`)
  const { clock, lifecycle } = state.surroundings
  const { size, encrypted, keyArn } = volume
  for (const write of state.writers) write(volume.id)
  const disk = volume.disk.snapshot()
  const snapshot: Snapshot = {
    ...given,
    ...{ volumeId: volume.id, size, encrypted, keyArn, startedAt: clock.now() },
    ...{ state: 'pending', visible: false, disk: () => disk },
  }
  state.snapshots.push(snapshot)
  appear(state, snapshot)
  const outcomes = {
    done: () => {
      snapshot.state = 'completed'
    },
    error: () => {
      snapshot.state = 'error'
    },
  }
  lifecycle.schedule('ec2.snapshot.creating', volume.id, outcomes, seconds)
  return snapshot
}

export function describeSnapshots(state: State): Operation<DescribeSnapshotsRequest, DescribeSnapshotsResult> {
  return {
    needs: () => [anywhere(state, 'DescribeSnapshots')],
    run: input => {
      refuse('ec2:DescribeSnapshots', input, ['DryRun', 'RestorableByUserIds'])
      const { SnapshotIds: ids, OwnerIds: owners } = input
      // AWS would list every public snapshot of the region too.
      if (!ids?.length && !owners?.length) throw notSimulated('ec2:DescribeSnapshots without SnapshotIds and OwnerIds')
      const stranger = owners?.find(owner => owner !== 'self' && owner !== state.surroundings.accountId)
      if (stranger !== undefined) throw notSimulated(`ec2:DescribeSnapshots of owner ${stranger}`)
      const chosen = ids?.length ? ids.map(id => findSnapshot(state, id)) : state.snapshots.filter(each => each.visible)
      const { items, next } = listed(state, filtered(chosen, input.Filters, fields), { asked: input, ids })
      return { Snapshots: items.map(each => snapshotView(state, each)), ...(next && { NextToken: next }) }
    },
  }
}

const fields = {
  'snapshot-id': ({ id }: Snapshot) => [id],
  'volume-id': ({ volumeId }: Snapshot) => [volumeId],
  'volume-size': ({ size }: Snapshot) => [String(size)],
  status: ({ state }: Snapshot) => [state],
  encrypted: ({ encrypted }: Snapshot) => [String(encrypted)],
  description: ({ description }: Snapshot) => [description],
}

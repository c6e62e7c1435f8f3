// Looking things up by id: what is deleted or not visible yet is not found.
import { AwsError } from '../service.ts'
import { snapshotNotFound, volumeNotFound } from './refusals.ts'
import type { Snapshot, State, Volume } from './state.ts'

/** @throws InvalidParameterValue for text that is no id; InvalidVolume.NotFound */
export function findVolume(state: State, id: string | undefined): Volume {
  assertId(id, 'vol', 'volumeId')
  const found = state.volumes.find(each => each.id === id && each.visible)
  if (!found) throw volumeNotFound(id ?? '')
  return found
}

/** @throws InvalidParameterValue for text that is no id; InvalidSnapshot.NotFound */
export function findSnapshot(state: State, id: string | undefined): Snapshot {
  assertId(id, 'snap', 'snapshotId')
  const found = state.snapshots.find(each => each.id === id && each.visible)
  if (!found) throw snapshotNotFound(id ?? '')
  return found
}

function assertId(id: string | undefined, prefix: string, parameter: string): void {
  if (new RegExp(`^${prefix}-[0-9a-f]{8}([0-9a-f]{9})?$`).test(id ?? '')) return
  throw new AwsError('InvalidParameterValue', `Value (${id}) for parameter ${parameter} is invalid.`)
}

// How the blocks of a snapshot come onto a volume: at the rate that was asked for, or each with its first read.
import type {
  DescribeVolumeStatusRequest,
  DescribeVolumeStatusResult,
  InitializationStatusDetails,
  VolumeStatusItem,
} from '@aws-sdk/client-ec2'
import { notSimulated, refuse } from '../not-simulated.ts'
import type { Operation } from '../service.ts'
import { findVolume } from './find.ts'
import { listed } from './lists.ts'
import { anywhere } from './needs.ts'
import type { State, Volume } from './state.ts'

const MEBIBYTE = 2 ** 20
/** MiB/s of first reads where no rate was asked for. AWS promises none ("fluctuates"); an estimate. */
const ORDINARY_RATE = 30

/**
 * Seconds until every block is there: the whole volume at the rate (Amazon EBS user guide, "Initialize Amazon EBS
 * volumes"). Without a rate nothing is fetched but what is read.
 */
const secondsOf = ({ size, initializationRate: rate }: Volume): number | undefined =>
  rate === undefined ? undefined : (size * 1024) / rate

export function initialize({ surroundings }: State, volume: Volume): void {
  const seconds = volume.initialized ? undefined : secondsOf(volume)
  if (seconds === undefined) return
  const { lifecycle } = surroundings
  const outcomes = {
    done: () => {
      volume.initialized = true
    },
    stuck: () => undefined,
  }
  lifecycle.schedule('ec2.volume.initializing', volume.id, outcomes, lifecycle.work(seconds))
}

/** Bytes a second in which it is read from its beginning to its end: no faster than the blocks come. */
export function readableASecond({ throughput, initialized, initializationRate }: Volume): number {
  const most = throughput ?? 125
  return MEBIBYTE * (initialized ? most : Math.min(most, initializationRate ?? ORDINARY_RATE))
}

export function describeVolumeStatus(state: State): Operation<DescribeVolumeStatusRequest, DescribeVolumeStatusResult> {
  return {
    needs: () => [anywhere(state, 'DescribeVolumeStatus')],
    run: input => {
      refuse('ec2:DescribeVolumeStatus', input, ['DryRun', 'Filters', 'IncludeManagedResources'])
      const ids = input.VolumeIds
      if (!ids?.length) throw notSimulated('ec2:DescribeVolumeStatus without VolumeIds')
      const chosen = ids.map(id => findVolume(state, id))
      const { items, next } = listed(state, chosen, { asked: input, ids })
      const now = state.surroundings.clock.now()
      return { VolumeStatuses: items.map(each => statusOf(each, now)), ...(next && { NextToken: next }) }
    },
  }
}

function statusOf(volume: Volume, now: number): VolumeStatusItem {
  const { id, zone, state } = volume
  const Status = state === 'available' || state === 'in-use' ? 'ok' : 'insufficient-data'
  return {
    ...{ VolumeId: id, AvailabilityZone: zone.name, AvailabilityZoneId: zone.id, Actions: [], Events: [] },
    VolumeStatus: { Status, Details: [] },
    ...(volume.snapshotId !== '' && { InitializationStatusDetails: progressOf(volume, now) }),
  }
}

/** What is left in seconds is told only where a rate was asked for (API reference, InitializationStatusDetails). */
function progressOf(volume: Volume, now: number): InitializationStatusDetails {
  const seconds = secondsOf(volume)
  const InitializationType = seconds === undefined ? 'default' : 'provisioned-rate'
  if (volume.initialized) return { InitializationType, Progress: 100, EstimatedTimeToCompleteInSeconds: 0 }
  if (seconds === undefined) return { InitializationType, Progress: 0 }
  const done = Math.min(0.99, (now - volume.createdAt) / 1000 / seconds)
  return {
    ...{ InitializationType, Progress: Math.floor(100 * done) },
    EstimatedTimeToCompleteInSeconds: Math.ceil(seconds * (1 - done)),
  }
}

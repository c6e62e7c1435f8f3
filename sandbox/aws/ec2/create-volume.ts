// ec2:CreateVolume: answers at once, and learns only afterwards whether it may use the key.
import type { CreateVolumeRequest, Volume as VolumeView } from '@aws-sdk/client-ec2'
import { FileTree } from '../../world/files/index.ts'
import { refuse } from '../not-simulated.ts'
import { AwsError, type Caller, type Operation, type Requirement } from '../service.ts'
import { findSnapshot } from './find.ts'
import { initialize } from './initialization.ts'
import { on, tagContext, tagging, tagsIn } from './needs.ts'
import { badCombination, badValue, incorrectState, missingParameter, zoneNotFound } from './refusals.ts'
import { appear, newId, type Snapshot, type State, type Volume, type Zone } from './state.ts'
import { specifiedTags } from './tags.ts'
import { volumeView } from './views.ts'
import { defaultKey, settingsOf } from './volume-settings.ts'

type Input = CreateVolumeRequest

export function createVolume(state: State): Operation<Input, VolumeView> {
  return {
    needs: input => needs(state, input),
    run: (input, call) => {
      refuse('ec2:CreateVolume', input, ['DryRun', 'OutpostArn', 'MultiAttachEnabled', 'Operator', 'SourceVolumeId'])
      const { ClientToken: token, ...request } = input
      const text = JSON.stringify(request)
      const earlier = token === undefined ? undefined : state.tokens.get(token)
      if (earlier && earlier.request !== text)
        throw new AwsError('IdempotentParameterMismatch', `The client token ${token} was used with other parameters.`)
      if (earlier) return volumeView(earlier.volume)
      const volume = make(state, input)
      if (token !== undefined) state.tokens.set(token, { request: text, volume })
      settle(state, volume, call.caller)
      initialize(state, volume)
      return volumeView(volume)
    },
  }
}

function needs(state: State, input: Input): readonly Requirement[] {
  const tags = tagsIn(input.TagSpecifications)
  const context = {
    ...tagContext(tags),
    'ec2:VolumeType': input.VolumeType ?? 'gp2',
    'ec2:Encrypted': String(input.Encrypted ?? false),
    ...(input.Size !== undefined && { 'ec2:VolumeSize': String(input.Size) }),
    ...(input.AvailabilityZone !== undefined && { 'ec2:AvailabilityZone': input.AvailabilityZone }),
  }
  return [
    on(state, 'CreateVolume', { kind: 'volume', id: '*' }, context),
    ...(input.SnapshotId === undefined ? [] : [on(state, 'CreateVolume', { kind: 'snapshot', id: input.SnapshotId })]),
    ...tagging(state, { kind: 'volume', action: 'CreateVolume' }, tags),
  ]
}

function make(state: State, input: Input): Volume {
  const { clock } = state.surroundings
  const zone = zoneOf(state, input)
  const snapshot = input.SnapshotId === undefined ? undefined : completed(findSnapshot(state, input.SnapshotId))
  const settings = settingsOf(state, input, snapshot)
  const most = state.options.quotas?.volumes ?? 5000
  if (state.volumes.length >= most)
    throw new AwsError('VolumeLimitExceeded', `You have reached your limit of ${most} volumes.`)
  if (state.exhausted.has(`${settings.type}/${zone.name}`))
    throw new AwsError('InsufficientVolumeCapacity', `There is no capacity for ${settings.type} in ${zone.name}.`, {
      status: 500,
    })
  const volume: Volume = {
    ...settings,
    ...{ id: newId(state, 'vol'), zone, snapshotId: snapshot?.id ?? '', createdAt: clock.now() },
    ...{ state: 'creating', visible: false, initialized: snapshot === undefined, attachment: undefined },
    tags: specifiedTags('volume', input.TagSpecifications),
    disk: new FileTree(() => clock.now(), snapshot?.disk()),
  }
  state.volumes.push(volume)
  appear(state, volume)
  return volume
}

function zoneOf(state: State, { AvailabilityZone: name, AvailabilityZoneId: id }: Input): Zone {
  if (name !== undefined && id !== undefined)
    throw badCombination('Specify either AvailabilityZone or AvailabilityZoneId, not both.')
  if (name === undefined && id === undefined)
    throw missingParameter('The request must contain the parameter AvailabilityZone or AvailabilityZoneId')
  const found = state.options.zones.find(zone => (name === undefined ? zone.id === id : zone.name === name))
  if (found) return found
  throw name === undefined ? badValue('Invalid availability zone-id') : zoneNotFound(name)
}

function completed(snapshot: Snapshot): Snapshot {
  if (snapshot.state !== 'completed') throw incorrectState(`Snapshot is in invalid state - ${snapshot.state}`)
  return snapshot
}

/** With a key that it may not use, the volume ends in `error` or is gone: AWS promises neither (aws-behaviour 1.5). */
function settle(state: State, volume: Volume, caller: Caller): void {
  const { chance, lifecycle } = state.surroundings
  const error = () => {
    volume.state = 'error'
  }
  const gone = () => {
    state.volumes.splice(state.volumes.indexOf(volume), 1)
  }
  lifecycle.schedule('ec2.volume.creating', volume.id, {
    done: () => {
      if (mayUseKey(state, volume, caller)) volume.state = 'available'
      else if (chance.of('volume without key', volume.id) < 0.5) error()
      else gone()
    },
    error,
    gone,
  })
}

/**
 * A customer-managed key: EBS takes a grant and a data key in the caller's name (Amazon EBS user guide, "Requirements for
 * Amazon EBS encryption"); another key than the snapshot's means that the data is encrypted anew. The default key asks nothing.
 */
function mayUseKey(state: State, volume: Volume, caller: Caller): boolean {
  const { keyArn } = volume
  if (keyArn === undefined || keyArn === defaultKey(state)) return true
  const { region } = state.surroundings
  if (keyArn.split(':')[3] !== region || state.options.usable?.(keyArn) === false) return false
  const context = { 'kms:ViaService': `ec2.${region}.amazonaws.com`, 'kms:CallerAccount': caller.accountId }
  const source = state.snapshots.find(({ id }) => id === volume.snapshotId)?.keyArn
  const may = (name: string, resource: string) => {
    const grant: Readonly<Record<string, string>> =
      name === 'CreateGrant' ? { 'kms:GrantIsForAWSResource': 'true' } : {}
    return state.options.allows({ action: `kms:${name}`, resource, context: { ...context, ...grant } }, caller)
  }
  const own = ['DescribeKey', 'CreateGrant', 'GenerateDataKeyWithoutPlaintext', 'Decrypt']
  if (!own.every(name => may(name, keyArn))) return false
  if (source === undefined || source === keyArn || source === defaultKey(state)) return true
  return state.options.usable?.(source) !== false && may('ReEncryptFrom', source) && may('ReEncryptTo', keyArn)
}

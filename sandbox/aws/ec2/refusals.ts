// The errors of EC2, which its model does not list: codes from the EC2 API reference, "Error codes" (aws-behaviour 1.1, 1.5).
import { AwsError } from '../service.ts'

export const badValue = (message: string) => new AwsError('InvalidParameterValue', message)
export const badCombination = (message: string) => new AwsError('InvalidParameterCombination', message)
export const missingParameter = (message: string) => new AwsError('MissingParameter', message)
export const incorrectState = (message: string) => new AwsError('IncorrectState', message)

export const volumeNotFound = (id: string) =>
  new AwsError('InvalidVolume.NotFound', `The volume '${id}' does not exist.`)

export const snapshotNotFound = (id: string) =>
  new AwsError('InvalidSnapshot.NotFound', `The snapshot '${id}' does not exist.`)

export const subnetNotFound = (id: string) =>
  new AwsError('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`)

export const zoneNotFound = (name: string) => new AwsError('InvalidZone.NotFound', `The zone '${name}' does not exist.`)

export const volumeInUse = (id: string, instanceId: string) =>
  new AwsError('VolumeInUse', `Volume ${id} is currently attached to ${instanceId}`)

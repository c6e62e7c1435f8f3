// The errors of EFS, by the names of its model; each carries its name once more as ErrorCode.
import { AwsError } from '../service.ts'

/** Statuses come from the model. */
export function refusal(name: string, message: string, members: Record<string, unknown> = {}): AwsError {
  return new AwsError(name, message, { members: { ErrorCode: name, ...members } })
}

export const badRequest = (message: string) => refusal('BadRequest', message)

export const fileSystemNotFound = (id: string) => refusal('FileSystemNotFound', `File system '${id}' does not exist.`)

export const mountTargetNotFound = (id: string) =>
  refusal('MountTargetNotFound', `Mount target '${id}' does not exist.`)

export const accessPointNotFound = (id: string) => refusal('AccessPointNotFound', `Access point ${id} does not exist.`)

export const wrongState = (id: string, state: string) =>
  refusal('IncorrectFileSystemLifeCycleState', `File system '${id}' is in the state ${state}, which forbids this.`)

export const mountTargetConflict = (message: string) => refusal('MountTargetConflict', message)

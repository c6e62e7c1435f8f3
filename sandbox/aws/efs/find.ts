// Looking things up, by id or ARN: what is deleted or not visible yet is not found.
import { parseArn } from '../arn.ts'
import { accessPointNotFound, fileSystemNotFound, mountTargetNotFound, wrongState } from './refusals.ts'
import type { AccessPoint, FileSystem, MountTarget, State } from './state.ts'

/** The id of `fs-…`, or of an ARN that ends in it. */
export function idOf(text: string): string {
  return parseArn(text)?.resource.split('/').at(-1) ?? text
}

function lookUpFileSystem(state: State, text: string): FileSystem | undefined {
  const id = idOf(text)
  return state.fileSystems.find(each => each.id === id && each.visible)
}

/** @throws FileSystemNotFound */
export function findFileSystem(state: State, text: string | undefined): FileSystem {
  const found = lookUpFileSystem(state, text ?? '')
  if (!found) throw fileSystemNotFound(text ?? '')
  return found
}

/** @throws FileSystemNotFound, IncorrectFileSystemLifeCycleState */
export function findAvailable(state: State, text: string | undefined): FileSystem {
  const found = findFileSystem(state, text)
  if (found.state !== 'available') throw wrongState(found.id, found.state)
  return found
}

export function findMountTarget(state: State, id: string | undefined): MountTarget {
  const found = state.mountTargets.find(each => each.id === id && each.visible)
  if (!found) throw mountTargetNotFound(id ?? '')
  return found
}

export function findAccessPoint(state: State, text: string | undefined): AccessPoint {
  const id = idOf(text ?? '')
  const found = state.accessPoints.find(each => each.id === id && each.visible)
  if (!found) throw accessPointNotFound(text ?? '')
  return found
}

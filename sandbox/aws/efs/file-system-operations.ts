// elasticfilesystem:DescribeFileSystems, UpdateFileSystem and DeleteFileSystem.
import type {
  DeleteFileSystemRequest,
  DescribeFileSystemsRequest,
  DescribeFileSystemsResponse,
  FileSystemDescription,
  UpdateFileSystemRequest,
} from '@aws-sdk/client-efs'
import type { Operation } from '../service.ts'
import { assertThroughput } from './create-file-system.ts'
import { findAvailable, findFileSystem } from './find.ts'
import { listed } from './lists.ts'
import { onFileSystem } from './needs.ts'
import { badRequest, refusal } from './refusals.ts'
import type { FileSystem, State } from './state.ts'
import { fileSystemView } from './views.ts'

const day = 86_400_000

export function describeFileSystems(state: State): Operation<DescribeFileSystemsRequest, DescribeFileSystemsResponse> {
  return {
    needs: input => [onFileSystem(state, 'DescribeFileSystems', input.FileSystemId)],
    run: ({ FileSystemId: id, CreationToken: creationToken, MaxItems: most, Marker: token }) => {
      if (id !== undefined && creationToken !== undefined)
        throw badRequest('Give either FileSystemId or CreationToken, not both.')
      const visible = state.fileSystems.filter(each => each.visible)
      const wanted = visible.filter(each => creationToken === undefined || each.creationToken === creationToken)
      const { items, next } = listed(state, id === undefined ? wanted : [findFileSystem(state, id)], { most, token })
      return {
        FileSystems: items.map(each => fileSystemView(state, each)),
        ...(token !== undefined && { Marker: token }),
        ...(next && { NextMarker: next }),
      }
    },
  }
}

export function updateFileSystem(state: State): Operation<UpdateFileSystemRequest, FileSystemDescription> {
  return {
    needs: input => [onFileSystem(state, 'UpdateFileSystem', input.FileSystemId)],
    run: input => {
      const fileSystem = findAvailable(state, input.FileSystemId)
      const mode = input.ThroughputMode ?? fileSystem.throughputMode
      const provisioned =
        mode === 'provisioned' ? (input.ProvisionedThroughputInMibps ?? fileSystem.provisioned) : undefined
      if (mode !== 'provisioned') assertThroughput(mode, input.ProvisionedThroughputInMibps)
      assertThroughput(mode, provisioned)
      if (mode === 'elastic' && fileSystem.performanceMode === 'maxIO')
        throw badRequest('Elastic throughput is not supported in the Max I/O performance mode.')
      changeThroughput(state, fileSystem, { mode, provisioned })
      return fileSystemView(state, fileSystem)
    },
  }
}

interface Throughput {
  readonly mode: FileSystem['throughputMode']
  readonly provisioned: number | undefined
}

/** Raising is always allowed; lowering and another mode only a day after the last of these (EFS API reference). */
function changeThroughput(state: State, fileSystem: FileSystem, { mode, provisioned }: Throughput): void {
  const { clock, lifecycle } = state.surroundings
  const lowered = (provisioned ?? 0) < (fileSystem.provisioned ?? 0)
  if (mode === fileSystem.throughputMode && provisioned === fileSystem.provisioned) return
  if (mode !== fileSystem.throughputMode || lowered) {
    const last = fileSystem.throughputChangedAt
    if (last !== undefined && clock.now() - last < day)
      throw refusal('TooManyRequests', 'Throughput was lowered or its mode changed less than 24 hours ago.')
    fileSystem.throughputChangedAt = clock.now()
  }
  fileSystem.throughputMode = mode
  fileSystem.provisioned = provisioned
  fileSystem.state = 'updating'
  lifecycle.schedule('efs.file-system.updating', fileSystem.id, {
    done: () => {
      fileSystem.state = 'available'
    },
  })
}

/** Access points go with it; mount targets must be gone before. */
export function deleteFileSystem(state: State): Operation<DeleteFileSystemRequest, void> {
  return {
    needs: input => [onFileSystem(state, 'DeleteFileSystem', input.FileSystemId)],
    run: input => {
      const fileSystem = findFileSystem(state, input.FileSystemId)
      if (state.mountTargets.some(each => each.fileSystem === fileSystem))
        throw refusal('FileSystemInUse', `File system '${fileSystem.id}' still has mount targets.`)
      if (fileSystem.state === 'deleting') return
      fileSystem.state = 'deleting'
      state.surroundings.lifecycle.schedule('efs.file-system.deleting', fileSystem.id, {
        done: () => {
          state.fileSystems.splice(state.fileSystems.indexOf(fileSystem), 1)
          for (const each of state.accessPoints.filter(point => point.fileSystem === fileSystem))
            state.accessPoints.splice(state.accessPoints.indexOf(each), 1)
        },
        stuck: () => undefined,
      })
    },
  }
}

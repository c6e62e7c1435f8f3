// elasticfilesystem:Create-, Describe- and DeleteAccessPoint(s). Whether the path exists shows only when it is mounted.
import type {
  AccessPointDescription,
  CreateAccessPointRequest,
  DeleteAccessPointRequest,
  DescribeAccessPointsRequest,
  DescribeAccessPointsResponse,
} from '@aws-sdk/client-efs'
import type { Operation } from '../service.ts'
import { appear } from './appear.ts'
import { findAccessPoint, findAvailable, findFileSystem } from './find.ts'
import { listed } from './lists.ts'
import { onAccessPoint, onFileSystem, tagContext, tagging } from './needs.ts'
import { badRequest, refusal } from './refusals.ts'
import { type AccessPoint, arnOf, newId, type State } from './state.ts'
import { checkedTags } from './tags.ts'
import { accessPointView } from './views.ts'

export function createAccessPoint(state: State): Operation<CreateAccessPointRequest, AccessPointDescription> {
  return {
    needs: input => [
      onFileSystem(state, 'CreateAccessPoint', input.FileSystemId, tagContext(input.Tags)),
      ...tagging(state, { kind: 'access-point', action: 'CreateAccessPoint' }, input.Tags),
    ],
    run: input => {
      const token = input.ClientToken ?? ''
      if (token === '' || token.length > 64) throw badRequest('ClientToken must be between 1 and 64 characters long.')
      const fileSystem = findAvailable(state, input.FileSystemId)
      const twin = state.accessPoints.find(each => each.clientToken === token)
      if (twin) {
        const message = `Access point ${twin.id} already exists with this client token`
        throw refusal('AccessPointAlreadyExists', message, { AccessPointId: twin.id })
      }
      assertRoot(input)
      const id = newId(state, 'fsap')
      const accessPoint: AccessPoint = {
        ...{ id, arn: arnOf(state, 'access-point', id), fileSystem, clientToken: token },
        ...{ user: input.PosixUser, path: input.RootDirectory?.Path ?? '/' },
        ...{ creationInfo: input.RootDirectory?.CreationInfo, state: 'creating', visible: false },
        tags: checkedTags(input.Tags ?? []),
      }
      state.accessPoints.push(accessPoint)
      appear(state, accessPoint)
      state.surroundings.lifecycle.schedule('efs.access-point.creating', id, {
        done: () => {
          accessPoint.state = 'available'
        },
        error: () => {
          accessPoint.state = 'error'
        },
      })
      return accessPointView(state, accessPoint)
    },
  }
}

/** A path has at most four directories and 100 characters (EFS API reference, RootDirectory). */
function assertRoot({ RootDirectory: directory }: CreateAccessPointRequest): void {
  const path = directory?.Path ?? '/'
  const depth = path.split('/').filter(name => name !== '').length
  if (!path.startsWith('/') || path.length > 100 || depth > 4 || (path !== '/' && path.endsWith('/')))
    throw badRequest('The path of a root directory is absolute, of at most 100 characters and four directories.')
  const permissions = directory?.CreationInfo?.Permissions
  if (permissions !== undefined && !/^[0-7]{3,4}$/.test(permissions))
    throw badRequest('Permissions are three or four octal digits.')
}

export function describeAccessPoints(
  state: State,
): Operation<DescribeAccessPointsRequest, DescribeAccessPointsResponse> {
  return {
    needs: ({ AccessPointId: id, FileSystemId: of }) =>
      id === undefined
        ? [onFileSystem(state, 'DescribeAccessPoints', of)]
        : [onAccessPoint(state, 'DescribeAccessPoints', id)],
    run: ({ AccessPointId: id, FileSystemId: of, MaxResults: most, NextToken: token }) => {
      if (id !== undefined && of !== undefined) throw badRequest('Give either AccessPointId or FileSystemId, not both.')
      const fileSystem = of === undefined ? undefined : findFileSystem(state, of)
      const all = state.accessPoints.filter(each => each.visible && (!fileSystem || each.fileSystem === fileSystem))
      const { items, next } = listed(state, id === undefined ? all : [findAccessPoint(state, id)], { most, token })
      return { AccessPoints: items.map(each => accessPointView(state, each)), ...(next && { NextToken: next }) }
    },
  }
}

/** Clients that have it mounted notice nothing until they mount again. */
export function deleteAccessPoint(state: State): Operation<DeleteAccessPointRequest, void> {
  return {
    needs: input => [onAccessPoint(state, 'DeleteAccessPoint', input.AccessPointId ?? '')],
    run: input => {
      const accessPoint = findAccessPoint(state, input.AccessPointId)
      if (accessPoint.state === 'deleting') return
      accessPoint.state = 'deleting'
      state.surroundings.lifecycle.schedule('efs.access-point.deleting', accessPoint.id, {
        done: () => {
          state.accessPoints.splice(state.accessPoints.indexOf(accessPoint), 1)
        },
      })
    },
  }
}

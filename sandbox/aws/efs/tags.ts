// elasticfilesystem:TagResource, UntagResource and ListTagsForResource, for file systems and access points.
import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  Tag,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-efs'
import { page, pageLimit } from '../pages.ts'
import type { Operation, Requirement } from '../service.ts'
import { findAccessPoint, findFileSystem, idOf } from './find.ts'
import { on, tagContext } from './needs.ts'
import { badRequest } from './refusals.ts'
import type { State } from './state.ts'

const most = 50

/** @throws BadRequest for a key twice, a key of AWS's own, or more than 50 */
export function checkedTags(tags: readonly Tag[]): readonly Tag[] {
  const keys = tags.map(({ Key = '' }) => Key)
  if (new Set(keys).size < keys.length) throw badRequest('Tag keys must be unique.')
  if (keys.some(key => /^aws:/i.test(key))) throw badRequest('Tag keys that begin with aws: are reserved.')
  if (keys.length > most) throw badRequest(`A resource has at most ${most} tags.`)
  return tags.map(({ Key, Value }) => ({ Key, Value }))
}

export function tagResource(state: State): Operation<TagResourceRequest, void> {
  return {
    needs: input => [needed(state, 'TagResource', input.ResourceId, tagContext(input.Tags))],
    run: input => {
      const resource = find(state, input.ResourceId)
      const added = checkedTags(input.Tags ?? [])
      resource.tags = checkedTags([
        ...without(
          resource.tags,
          added.map(({ Key = '' }) => Key),
        ),
        ...added,
      ])
    },
  }
}

export function untagResource(state: State): Operation<UntagResourceRequest, void> {
  return {
    needs: input => [needed(state, 'UntagResource', input.ResourceId, { 'aws:TagKeys': input.TagKeys ?? [] })],
    run: input => {
      const resource = find(state, input.ResourceId)
      resource.tags = without(resource.tags, input.TagKeys ?? [])
    },
  }
}

export function listTagsForResource(state: State): Operation<ListTagsForResourceRequest, ListTagsForResourceResponse> {
  return {
    needs: input => [needed(state, 'ListTagsForResource', input.ResourceId)],
    run: input => {
      const { items, next } = page({
        items: find(state, input.ResourceId).tags,
        key: ({ Key = '' }) => Key,
        limit: pageLimit(input.MaxResults, 100, state.options.pageSize),
        token: input.NextToken,
        invalidToken: () => badRequest('The token is not valid.'),
      })
      return { Tags: items, ...(next && { NextToken: next }) }
    },
  }
}

const without = (tags: readonly Tag[], keys: readonly string[]) => tags.filter(({ Key = '' }) => !keys.includes(Key))

const isAccessPoint = (id: string | undefined) => idOf(id ?? '').startsWith('fsap-')

function needed(state: State, action: string, id: string | undefined, context?: Requirement['context']): Requirement {
  return on(state, action, { kind: isAccessPoint(id) ? 'access-point' : 'file-system', id: id ?? '' }, context)
}

function find(state: State, id: string | undefined): { tags: readonly Tag[] } {
  return isAccessPoint(id) ? findAccessPoint(state, id) : findFileSystem(state, id)
}

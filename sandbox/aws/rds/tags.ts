// rds:AddTagsToResource, RemoveTagsFromResource and ListTagsForResource, by ARN.
import type {
  AddTagsToResourceMessage,
  ListTagsForResourceMessage,
  RemoveTagsFromResourceMessage,
  TagListMessage,
} from '@aws-sdk/client-rds'
import { parseArn } from '../arn.ts'
import { refuse } from '../not-simulated.ts'
import { AwsError, type Operation, type Requirement } from '../service.ts'
import type { ResourceKind } from './names.ts'
import { on, tagContext, taggedResource } from './needs.ts'
import {
  badValue,
  clusterNotFound,
  groupNotFound,
  instanceNotFound,
  snapshotNotFound,
  subnetGroupNotFound,
} from './refusals.ts'
import { checkedTags } from './settings.ts'
import type { State } from './state.ts'

type Context = Requirement['context']

export function addTagsToResource(state: State): Operation<AddTagsToResourceMessage, object> {
  return {
    needs: input => needs(state, 'AddTagsToResource', input.ResourceName, tagContext(input.Tags)),
    run: input => {
      const resource = find(state, input.ResourceName)
      const added = checkedTags(input.Tags ?? [])
      const kept = resource.tags.filter(tag => !added.some(each => each.Key === tag.Key))
      resource.tags = checkedTags([...kept, ...added])
      return {}
    },
  }
}

export function removeTagsFromResource(state: State): Operation<RemoveTagsFromResourceMessage, object> {
  return {
    needs: input => needs(state, 'RemoveTagsFromResource', input.ResourceName, { 'aws:TagKeys': input.TagKeys ?? [] }),
    run: input => {
      const resource = find(state, input.ResourceName)
      resource.tags = resource.tags.filter(tag => !input.TagKeys?.includes(tag.Key ?? ''))
      return {}
    },
  }
}

export function listTagsForResource(state: State): Operation<ListTagsForResourceMessage, TagListMessage> {
  return {
    needs: input => needs(state, 'ListTagsForResource', input.ResourceName, {}),
    run: input => {
      refuse('rds:ListTagsForResource', input, ['Filters'])
      return { TagList: [...find(state, input.ResourceName).tags] }
    },
  }
}

function partsOf(resourceName: string | undefined): readonly [kind: string, id: string] {
  const [kind = '', ...id] = (parseArn(resourceName ?? '')?.resource ?? '').split(':')
  return [kind, id.join(':').toLowerCase()]
}

function needs(
  state: State,
  action: string,
  resourceName: string | undefined,
  context: NonNullable<Context>,
): readonly Requirement[] {
  const [kind, id] = partsOf(resourceName)
  return kind === ''
    ? [{ action: `rds:${action}`, resource: resourceName ?? '' }]
    : [on(state, action, kind as ResourceKind, id, context)]
}

function find(
  state: State,
  resourceName: string | undefined,
): { tags: readonly { Key?: string | undefined; Value?: string | undefined }[] } {
  const arn = parseArn(resourceName ?? '')
  const { region, accountId } = state.surroundings
  if (arn?.service !== 'rds' || arn.region !== region || arn.accountId !== accountId) {
    throw badValue(`The specified resource name does not match an RDS resource in this region: ${resourceName}`)
  }
  const [kind, id] = partsOf(resourceName)
  const found = taggedResource(state, kind, id)
  if (found) return found
  throw missing(kind, id)
}

function missing(kind: string, id: string): AwsError {
  switch (kind) {
    case 'cluster':
      return clusterNotFound(id)
    case 'db':
      return instanceNotFound(id)
    case 'cluster-snapshot':
      return snapshotNotFound(id)
    case 'cluster-pg':
    case 'pg':
      return groupNotFound(kind, id)
    case 'subgrp':
      return subnetGroupNotFound(id)
    default:
      return new AwsError('NotSimulated', `The sandbox does not simulate tags of rds ${kind}`, { status: 501 })
  }
}

// ec2:CreateTags and DeleteTags, and the tags that come with a creation.
import type { CreateTagsRequest, DeleteTagsRequest, Tag, TagSpecification } from '@aws-sdk/client-ec2'
import { refuse } from '../not-simulated.ts'
import { AwsError, type Operation } from '../service.ts'
import { findSnapshot, findVolume } from './find.ts'
import { type Kind, on, tagContext } from './needs.ts'
import { badValue, subnetNotFound } from './refusals.ts'
import type { State } from './state.ts'

const most = 50

/** @throws InvalidParameterValue for tags of another kind of resource, keys of AWS's own and keys given twice */
export function specifiedTags(
  kind: 'volume' | 'snapshot',
  specifications: readonly TagSpecification[] | undefined,
): readonly Tag[] {
  const stranger = specifications?.find(({ ResourceType }) => ResourceType !== kind)
  if (stranger) throw badValue(`'${stranger.ResourceType}' is not a valid taggable resource type for this operation.`)
  const tags = (specifications ?? []).flatMap(({ Tags = [] }) => Tags)
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length) throw badValue('Duplicate tag key specified.')
  return checkedTags(tags)
}

function checkedTags(tags: readonly Tag[]): readonly Tag[] {
  if (tags.some(({ Key = '' }) => Key === '' || /^aws:/i.test(Key)))
    throw badValue('Tag keys are not empty and do not begin with aws:, which is reserved.')
  if (tags.length > most) throw new AwsError('TagLimitExceeded', `The maximum number of tags is ${most}.`)
  return tags.map(({ Key, Value = '' }) => ({ Key, Value }))
}

export function createTags(state: State): Operation<CreateTagsRequest, void> {
  return {
    needs: input =>
      (input.Resources ?? []).map(id => on(state, 'CreateTags', { kind: kindOf(id), id }, tagContext(input.Tags))),
    run: input => {
      refuse('ec2:CreateTags', input, ['DryRun'])
      const added = checkedTags(input.Tags ?? [])
      const keys = new Set(added.map(({ Key }) => Key))
      for (const resource of (input.Resources ?? []).map(id => find(state, id)))
        resource.tags = checkedTags([...resource.tags.filter(({ Key }) => !keys.has(Key)), ...added])
      state.surroundings.lifecycle.changed()
    },
  }
}

/** A tag given with a value goes only if it has that value; without any tag given, all of them go. */
export function deleteTags(state: State): Operation<DeleteTagsRequest, void> {
  return {
    needs: ({ Resources = [], Tags }) => {
      const keys = Tags && { 'aws:TagKeys': Tags.map(({ Key = '' }) => Key) }
      return Resources.map(id => on(state, 'DeleteTags', { kind: kindOf(id), id }, keys))
    },
    run: input => {
      refuse('ec2:DeleteTags', input, ['DryRun'])
      const goes = ({ Key, Value }: Tag) =>
        input.Tags === undefined ||
        input.Tags.some(each => each.Key === Key && (each.Value === undefined || each.Value === Value))
      for (const resource of (input.Resources ?? []).map(id => find(state, id)))
        resource.tags = resource.tags.filter(tag => !goes(tag))
      state.surroundings.lifecycle.changed()
    },
  }
}

function kindOf(id: string): Kind {
  if (id.startsWith('vol-')) return 'volume'
  if (id.startsWith('snap-')) return 'snapshot'
  if (id.startsWith('subnet-')) return 'subnet'
  throw new AwsError('NotSimulated', `The sandbox does not simulate tags of ${id}`, { status: 501 })
}

function find(state: State, id: string): { tags: readonly Tag[] } {
  switch (kindOf(id)) {
    case 'volume':
      return findVolume(state, id)
    case 'snapshot':
      return findSnapshot(state, id)
    case 'subnet': {
      const found = state.subnets.find(each => each.id === id)
      if (!found) throw subnetNotFound(id)
      return found
    }
  }
}

// route53:ListTagsForResource and ChangeTagsForResource, of hosted zones and health checks.
import type {
  ChangeTagsForResourceCommandInput,
  ChangeTagsForResourceResponse,
  ListTagsForResourceCommandInput,
  ListTagsForResourceResponse,
  Tag,
} from '@aws-sdk/client-route-53'
import type { Operation } from '../service.ts'
import { on } from './needs.ts'
import { findHealthCheck, findZone, invalidInput } from './refusals.ts'
import type { HealthCheck, State, Zone } from './state.ts'

export function listTagsForResource(
  state: State,
): Operation<ListTagsForResourceCommandInput, ListTagsForResourceResponse> {
  return {
    needs: input => [on(state, 'ListTagsForResource', kindOf(input.ResourceType), input.ResourceId)],
    run: ({ ResourceType: type, ResourceId: id }) => ({
      ResourceTagSet: { ResourceType: type, ResourceId: id, Tags: [...tagged(state, type, id).tags] },
    }),
  }
}

export function changeTagsForResource(
  state: State,
): Operation<ChangeTagsForResourceCommandInput, ChangeTagsForResourceResponse> {
  return {
    needs: input => [on(state, 'ChangeTagsForResource', kindOf(input.ResourceType), input.ResourceId)],
    run: ({ ResourceType: type, ResourceId: id, AddTags: added = [], RemoveTagKeys: removed = [] }) => {
      if (added.length + removed.length === 0) throw invalidInput('Tags are to be added or removed, or both.')
      const resource = tagged(state, type, id)
      const gone = new Set([...removed, ...added.map(({ Key }) => Key)])
      const tags: readonly Tag[] = [...resource.tags.filter(({ Key }) => !gone.has(Key)), ...added]
      if (tags.length > 10) throw invalidInput('At most ten tags.')
      resource.tags = tags
      return {}
    },
  }
}

function kindOf(type: string | undefined): 'hostedzone' | 'healthcheck' {
  return type === 'healthcheck' ? 'healthcheck' : 'hostedzone'
}

function tagged(state: State, type: string | undefined, id: string | undefined): Zone | HealthCheck {
  if (type === 'healthcheck') return findHealthCheck(state, id)
  if (type === 'hostedzone') return findZone(state, id)
  throw invalidInput(`${type} has no tags.`)
}

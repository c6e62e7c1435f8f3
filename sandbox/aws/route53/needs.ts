// What IAM must allow for Route 53: resource levels and condition keys from the Service Authorization Reference (list_route53).
import type { ChangeBatch, Tag } from '@aws-sdk/client-route-53'
import type { Requirement } from '../service.ts'
import { normalName } from './names.ts'
import { idOf, type State } from './state.ts'

type Context = NonNullable<Requirement['context']>
type Kind = 'hostedzone' | 'healthcheck' | 'change'

/** Route 53 is global: its ARNs have neither region nor account. */
export const arnOf = (kind: Kind, id: string): string => `arn:aws:route53:::${kind}/${id}`

export function on(state: State, action: string, kind: Kind, id: string | undefined, context: Context = {}) {
  const resource = arnOf(kind, idOf(id))
  return { action: `route53:${action}`, resource, context: { ...resourceTags(state, resource), ...context } }
}

/** Actions without a resource level. */
export const onAll = (action: string): Requirement => ({ action: `route53:${action}`, resource: '*' })

/** By which a policy may narrow changes to some names, types and actions. Names are normal, without the final dot. */
export function changeContext(batch: ChangeBatch | undefined): Context {
  const changes = batch?.Changes ?? []
  const records = changes.map(each => each.ResourceRecordSet)
  return {
    'route53:ChangeResourceRecordSetsNormalizedRecordNames': unique(
      records.map(each => normalName(each?.Name ?? '').replace(/\.$/, '')),
    ),
    'route53:ChangeResourceRecordSetsRecordTypes': unique(records.map(each => each?.Type ?? '')),
    'route53:ChangeResourceRecordSetsActions': unique(changes.map(each => each.Action ?? '')),
  }
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)]
}

/** `aws:ResourceTag/…` of a hosted zone or health check. */
export function resourceTags(state: State, arn: string): Context {
  const zone = state.zones.find(each => arnOf('hostedzone', each.id) === arn)
  const check = state.healthChecks.get(arn.replace(arnOf('healthcheck', ''), ''))
  const tags: readonly Tag[] = (zone ?? check)?.tags ?? []
  return Object.fromEntries(tags.map(({ Key, Value }) => [`aws:ResourceTag/${Key}`, Value ?? '']))
}

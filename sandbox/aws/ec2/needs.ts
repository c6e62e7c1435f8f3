// What IAM must allow for EC2: resource types per action, from the Service Authorization Reference (list_amazonec2).
import type { Tag, TagSpecification } from '@aws-sdk/client-ec2'
import type { Requirement } from '../service.ts'
import type { State } from './state.ts'

type Context = Readonly<Record<string, string | readonly string[]>>
export type Kind = 'volume' | 'snapshot' | 'subnet'

/** A snapshot's ARN has no account. */
export function arnOf(state: State, kind: Kind, id: string): string {
  const { region, accountId } = state.surroundings
  return `arn:aws:ec2:${region}:${kind === 'snapshot' ? '' : accountId}:${kind}/${id}`
}

export interface Resource {
  readonly kind: Kind
  /** `*` for one that is yet to be made. */
  readonly id: string
}

/** The action on one resource, with the resource's tags and region. */
export function on(state: State, action: string, { kind, id }: Resource, more: Context = {}): Requirement {
  const tags = tagsOf(state, id).flatMap(({ Key, Value = '' }) => [
    [`aws:ResourceTag/${Key}`, Value] as const,
    [`ec2:ResourceTag/${Key}`, Value] as const,
  ])
  const context = { ...Object.fromEntries(tags), 'ec2:Region': state.surroundings.region, ...more }
  return { action: `ec2:${action}`, resource: arnOf(state, kind, id), context }
}

/** Describe actions have no resource level. */
export function anywhere(state: State, action: string): Requirement {
  return { action: `ec2:${action}`, resource: '*', context: { 'ec2:Region': state.surroundings.region } }
}

export function tagContext(tags: readonly Tag[] | undefined): Context {
  if (tags === undefined || tags.length === 0) return {}
  const values = tags.map(({ Key, Value = '' }) => [`aws:RequestTag/${Key}`, Value] as const)
  return { ...Object.fromEntries(values), 'aws:TagKeys': tags.map(({ Key = '' }) => Key) }
}

/** Creating with tags also takes ec2:CreateTags on what is created, with `ec2:CreateAction`. */
export function tagging(
  state: State,
  { kind, action }: { readonly kind: Kind; readonly action: string },
  tags: readonly Tag[],
): readonly Requirement[] {
  if (tags.length === 0) return []
  return [on(state, 'CreateTags', { kind, id: '*' }, { ...tagContext(tags), 'ec2:CreateAction': action })]
}

export function tagsIn(specifications: readonly TagSpecification[] | undefined): readonly Tag[] {
  return (specifications ?? []).flatMap(({ Tags = [] }) => Tags)
}

function tagsOf(state: State, id: string): readonly Tag[] {
  const all = [...state.volumes, ...state.snapshots, ...state.subnets]
  return all.find(each => each.id === id)?.tags ?? []
}

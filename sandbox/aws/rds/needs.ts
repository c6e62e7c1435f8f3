// What IAM must allow for RDS: resource types per action, from the Service Authorization Reference (list_amazonrds).
import type { Tag } from '@aws-sdk/client-rds'
import type { Requirement } from '../service.ts'
import { arn, identifierOf, type ResourceKind } from './names.ts'
import { optionGroup, type State } from './state.ts'

type Context = Readonly<Record<string, string | readonly string[]>>

/** The action on one resource; `name` undefined means any of the kind, as for a list. Carries the resource's tags. */
export function on(state: State, action: string, kind: ResourceKind, name?: string, more: Context = {}): Requirement {
  const { surroundings } = state
  if (name === undefined) return { action: `rds:${action}`, resource: arn(surroundings, kind, '*'), context: more }
  const id = identifierOf(surroundings, kind, name)
  const tags = tagsOf(state, kind, id).flatMap(({ Key = '', Value = '' }) => [
    [`aws:ResourceTag/${Key}`, Value] as const,
    [`rds:${kind}-tag/${Key}`, Value] as const,
  ])
  return {
    action: `rds:${action}`,
    resource: arn(surroundings, kind, id),
    context: { ...Object.fromEntries(tags), ...more },
  }
}

export function anywhere(action: string): Requirement {
  return { action: `rds:${action}`, resource: '*' }
}

/** Condition keys for the tags in a request. */
export function tagContext(tags: readonly Tag[] | undefined): Context {
  if (tags === undefined || tags.length === 0) return {}
  const values = tags.flatMap(({ Key = '', Value = '' }) => [
    [`aws:RequestTag/${Key}`, Value] as const,
    [`rds:req-tag/${Key}`, Value] as const,
  ])
  return { ...Object.fromEntries(values), 'aws:TagKeys': tags.map(({ Key = '' }) => Key) }
}

/** Creating with tags also takes rds:AddTagsToResource on what is created (dependent action). */
export function tagging(
  state: State,
  kind: ResourceKind,
  name: string,
  tags: readonly Tag[] | undefined,
): readonly Requirement[] {
  return tags === undefined || tags.length === 0 ? [] : [on(state, 'AddTagsToResource', kind, name, tagContext(tags))]
}

/** The groups that a restore uses; the reference marks cluster-pg, og and subgrp as required for both restores. */
export function restoreGroups(
  state: State,
  action: string,
  input: { DBClusterParameterGroupName?: string | undefined; DBSubnetGroupName?: string | undefined },
): readonly Requirement[] {
  return [
    on(state, action, 'cluster-pg', input.DBClusterParameterGroupName ?? 'default.aurora-mysql8.0'),
    on(state, action, 'og', optionGroup),
    on(state, action, 'subgrp', input.DBSubnetGroupName ?? 'default'),
  ]
}

/**
 * A customer-managed key: RDS looks at it and takes a grant in the caller's name (Aurora user guide, "Encrypting Amazon
 * Aurora resources": kms:CreateGrant and kms:DescribeKey). Nothing for an unencrypted cluster.
 */
export function onKey(state: State, keyArn: string | undefined): readonly Requirement[] {
  if (keyArn === undefined) return []
  const { region, accountId } = state.surroundings
  const resource = keyArn.startsWith('arn:') ? keyArn : `arn:aws:kms:${region}:${accountId}:key/${keyArn}`
  const context = { 'kms:ViaService': `rds.${region}.amazonaws.com`, 'kms:CallerAccount': accountId }
  return [
    { action: 'kms:DescribeKey', resource, context },
    { action: 'kms:CreateGrant', resource, context: { ...context, 'kms:GrantIsForAWSResource': 'true' } },
  ]
}

/** Handing a role to RDS, or to its monitoring agent. */
export function passRole(roleArn: string | undefined, service: 'rds' | 'monitoring.rds'): readonly Requirement[] {
  if (roleArn === undefined) return []
  return [{ action: 'iam:PassRole', resource: roleArn, context: { 'iam:PassedToService': `${service}.amazonaws.com` } }]
}

function tagsOf(state: State, kind: ResourceKind, id: string): readonly Tag[] {
  return taggedResource(state, kind, id)?.tags ?? []
}

/** The thing that carries tags; undefined when it does not exist. */
export function taggedResource(state: State, kind: string, id: string): { tags: readonly Tag[] } | undefined {
  switch (kind) {
    case 'cluster':
      return state.clusters.find(each => each.id === id)
    case 'db':
      return state.instances.find(each => each.id === id)
    case 'cluster-snapshot':
      return state.snapshots.find(each => each.id === id)
    case 'cluster-pg':
    case 'pg':
      return state.parameterGroups.find(each => each.kind === kind && each.name === id)
    case 'subgrp':
      return state.subnetGroups.find(each => each.name === id)
    default:
      return undefined
  }
}

// What IAM must allow for EFS: resource types per action, from the Service Authorization Reference (list_efs).
import type { Tag } from '@aws-sdk/client-efs'
import type { Requirement } from '../service.ts'
import { idOf } from './find.ts'
import { arnOf, type State } from './state.ts'

type Context = Readonly<Record<string, string | readonly string[]>>
type Kind = 'file-system' | 'access-point'

/** The action on one resource with its tags; `id` undefined stands for any of the kind, as for a list. */
export function on(
  state: State,
  action: string,
  { kind, id }: { readonly kind: Kind; readonly id: string | undefined },
  more: Context = {},
): Requirement {
  const name = id === undefined ? '*' : idOf(id)
  const tags = tagsOf(state, kind, name).map(({ Key, Value }) => [`aws:ResourceTag/${Key}`, Value ?? ''] as const)
  return {
    action: `elasticfilesystem:${action}`,
    resource: arnOf(state, kind, name),
    context: { ...Object.fromEntries(tags), ...more },
  }
}

export const onFileSystem = (state: State, action: string, id: string | undefined, more: Context = {}): Requirement =>
  on(state, action, { kind: 'file-system', id }, more)

export const onAccessPoint = (state: State, action: string, id: string | undefined, more: Context = {}): Requirement =>
  on(state, action, { kind: 'access-point', id }, more)

export function tagContext(tags: readonly Tag[] | undefined): Context {
  if (tags === undefined || tags.length === 0) return {}
  const values = tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value ?? ''] as const)
  return { ...Object.fromEntries(values), 'aws:TagKeys': tags.map(({ Key }) => Key ?? '') }
}

/** Creating with tags also takes TagResource on what is created (EFS user guide, "Using tags"). */
export function tagging(
  state: State,
  { kind, action }: { readonly kind: Kind; readonly action: string },
  tags: readonly Tag[] | undefined,
): readonly Requirement[] {
  if (tags === undefined || tags.length === 0) return []
  const context = { ...tagContext(tags), 'elasticfilesystem:CreateAction': action }
  return [on(state, 'TagResource', { kind, id: undefined }, context)]
}

/** EFS looks at a customer-managed key and takes a grant on it in the caller's name (EFS user guide, "Encryption"). */
export function onKey(state: State, key: string | undefined): readonly Requirement[] {
  if (key === undefined) return []
  const { region, accountId } = state.surroundings
  const resource = key.startsWith('arn:') ? key : `arn:aws:kms:${region}:${accountId}:key/${key}`
  const context = { 'kms:ViaService': `elasticfilesystem.${region}.amazonaws.com`, 'kms:CallerAccount': accountId }
  return [
    { action: 'kms:DescribeKey', resource, context },
    { action: 'kms:CreateGrant', resource, context: { ...context, 'kms:GrantIsForAWSResource': 'true' } },
  ]
}

/**
 * EFS works on the network in the caller's name (EFS API reference, CreateMountTarget and DeleteMountTarget). `given` is what
 * the call names beside the interface, such as `subnet/subnet-0a1b`: EC2 asks for each (Service Authorization Reference, EC2).
 */
export function onNetwork(state: State, actions: readonly string[], given: readonly string[]): readonly Requirement[] {
  const { region, accountId } = state.surroundings
  const arn = (resource: string) => `arn:aws:ec2:${region}:${accountId}:${resource}`
  return actions.flatMap(name => {
    const action = `ec2:${name}`
    if (name.startsWith('Describe')) return [{ action, resource: '*' }]
    return ['network-interface/*', ...given].map(resource => ({ action, resource: arn(resource) }))
  })
}

function tagsOf(state: State, kind: Kind, id: string): readonly Tag[] {
  const found =
    kind === 'file-system'
      ? state.fileSystems.find(each => each.id === id)
      : state.accessPoints.find(each => each.id === id)
  return found?.tags ?? []
}

// What the simulated API server stores, and small questions about it.
import type { Metadata, OwnerReference } from '../../lambdas/gateways/kubernetes/wire.ts'

export type { Metadata, OwnerReference }

/** Any object of any kind, as stored. */
export interface KubernetesObject {
  apiVersion: string
  kind: string
  metadata: Metadata
  // biome-ignore lint/suspicious/noExplicitAny: kinds differ in everything but metadata, and views narrow it.
  [field: string]: any
}

export type Fields = Record<string, unknown>

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const ownedBy = (object: KubernetesObject, owner: { metadata: Metadata }): boolean =>
  object.metadata.ownerReferences?.some(each => each.uid === owner.metadata.uid) ?? false

export const controllerOf = (object: KubernetesObject): OwnerReference | undefined =>
  object.metadata.ownerReferences?.find(each => each.controller)

export const controlledBy = (owner: { apiVersion: string; kind: string; metadata: Metadata }): OwnerReference => ({
  apiVersion: owner.apiVersion,
  kind: owner.kind,
  name: owner.metadata.name,
  uid: owner.metadata.uid,
  controller: true,
  blockOwnerDeletion: true,
})

/** Kubernetes writes times to the second. */
export const timestamp = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`

/** Sets or replaces a condition; `lastTransitionTime` moves only with the status, as the API conventions ask. */
export function setCondition(
  conditions: readonly ConditionFields[] | undefined,
  next: ConditionFields,
): ConditionFields[] {
  const before = conditions?.find(each => each.type === next.type)
  const kept = before?.status === next.status ? before.lastTransitionTime : undefined
  const merged = { ...next, lastTransitionTime: kept ?? next.lastTransitionTime }
  if (!before) return [...(conditions ?? []), merged]
  return (conditions ?? []).map(each => (each === before ? merged : each))
}

export interface ConditionFields {
  type: string
  status: string
  reason?: string
  message?: string
  lastTransitionTime?: string
  lastUpdateTime?: string
}

/** A copy of a JSON value that may be written to; structuredClone takes several times as long. */
export function copyOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyOf) as T
  if (!isFields(value)) return value
  const copy: Fields = {}
  for (const key of Object.keys(value)) copy[key] = copyOf(value[key])
  return copy as T
}

/** Equality of JSON values. Node's own compares prototypes too, which differ between realms. */
export function equal(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => equal(item, b[index]))
  if (!isFields(a) || !isFields(b)) return false
  const keys = (fields: Fields) => Object.keys(fields).filter(key => fields[key] !== undefined)
  return keys(a).length === keys(b).length && keys(a).every(key => equal(a[key], b[key]))
}

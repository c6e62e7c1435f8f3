// Label and field selectors.
import type { KubernetesObject } from './object.ts'
import { badRequest } from './status.ts'

type Labels = Readonly<Record<string, string>>

export interface LabelSelector {
  matchLabels?: Record<string, string>
  matchExpressions?: { key: string; operator: string; values?: string[] }[]
}

/** `LabelSelector` of a spec; an empty one matches everything. */
export function matches(selector: LabelSelector | undefined, labels: Labels = {}): boolean {
  const equal = Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value)
  return equal && (selector?.matchExpressions ?? []).every(each => matchesExpression(each, labels))
}

function matchesExpression(
  { key, operator, values = [] }: { key: string; operator: string; values?: string[] },
  labels: Labels,
): boolean {
  const value = labels[key]
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    default:
      throw badRequest(`"${operator}" is not a valid label selector operator`)
  }
}

/** Text form of a spec's selector, as the scale subresource gives it. */
export const selectorText = (selector: LabelSelector | undefined): string =>
  Object.entries(selector?.matchLabels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',')

/** The `labelSelector` query parameter: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b)`, `a`, `!a`. */
export function labelFilter(text: string): (object: KubernetesObject) => boolean {
  const requirements = text
    .split(/,(?![^(]*\))/)
    .map(each => each.trim())
    .filter(each => each !== '')
    .map(parseRequirement)
  return object => requirements.every(each => matchesExpression(each, object.metadata.labels ?? {}))
}

const inSet = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/
const equality = /^([^=!\s]+)\s*(==|=|!=)\s*([^=!\s]*)$/
const existence = /^(!?)([\w./-]+)$/

function parseRequirement(text: string): { key: string; operator: string; values?: string[] } {
  const [, setKey, verb, list] = inSet.exec(text) ?? []
  if (setKey !== undefined && list !== undefined) {
    return {
      key: setKey,
      operator: verb === 'in' ? 'In' : 'NotIn',
      values: list.split(',').map(each => each.trim()),
    }
  }
  const [, key, sign, value] = equality.exec(text) ?? []
  if (key !== undefined && value !== undefined)
    return { key, operator: sign === '!=' ? 'NotIn' : 'In', values: [value] }
  const [, not, present] = existence.exec(text) ?? []
  if (present === undefined) throw badRequest(`unable to parse requirement: ${text}`)
  return { key: present, operator: not === '!' ? 'DoesNotExist' : 'Exists' }
}

/** Fields that may be selected on, besides name and namespace. */
const selectable: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec.nodeName', 'spec.restartPolicy', 'spec.serviceAccountName', 'status.phase', 'status.podIP'],
  Secret: ['type'],
  Namespace: ['status.phase'],
  Job: ['status.successful'],
  ReplicaSet: ['status.replicas'],
}

/** The `fieldSelector` query parameter: `a=b`, `a==b`, `a!=b`, joined by commas. */
export function fieldFilter(kind: string, text: string): (object: KubernetesObject) => boolean {
  const allowed = ['metadata.name', 'metadata.namespace', ...(selectable[kind] ?? [])]
  const requirements = text.split(',').map(each => {
    const [, field, sign, value] = equality.exec(each.trim()) ?? []
    if (field === undefined || value === undefined) throw badRequest(`invalid field selector: ${each}`)
    if (!allowed.includes(field)) throw badRequest(`field label not supported: ${field}`)
    return { field, equal: sign !== '!=', value }
  })
  return object => requirements.every(each => (textAt(object, each.field) === each.value) === each.equal)
}

function textAt(object: KubernetesObject, field: string): string {
  let value: unknown = object
  for (const key of field.split('.')) value = (value as Record<string, unknown> | undefined)?.[key]
  return value === undefined ? '' : String(value)
}

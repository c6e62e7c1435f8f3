// Strategic merge patch: as a merge patch, but lists of named things merge by their key.
import { type Fields, isFields } from '../object.ts'
import { badRequest, notSimulated } from '../status.ts'

/** List field → the key its items merge by. Source: `patchMergeKey` in the Kubernetes API types. */
const mergeKeys: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  volumes: ['name'],
  env: ['name'],
  imagePullSecrets: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  // Of a container, or of a Service.
  ports: ['containerPort', 'port'],
  hostAliases: ['ip'],
  topologySpreadConstraints: ['topologyKey'],
  conditions: ['type'],
  ownerReferences: ['uid'],
}
/** Lists of plain values that are joined instead of replaced. */
const joined = new Set(['finalizers'])

/** The field by which the items of this list are told apart; undefined when the list is replaced as a whole. */
export function mergeKeyOf(field: string, items: readonly unknown[]): string | undefined {
  const keys = mergeKeys[field] ?? []
  return keys.find(key => items.every(item => isFields(item) && item[key] !== undefined))
}

export function strategicMerge(target: unknown, patch: unknown, field = ''): unknown {
  if (Array.isArray(patch)) return mergeList(Array.isArray(target) ? target : [], patch, field)
  if (!isFields(patch)) return patch
  if (patch.$patch === 'replace') return without(patch, '$patch')
  if (patch.$patch !== undefined && patch.$patch !== 'delete') throw badRequest(`unknown $patch: ${patch.$patch}`)
  const merged: Fields = isFields(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    // The wished order of a list; the order does not matter to anything simulated.
    if (key.startsWith('$setElementOrder/')) continue
    if (key.startsWith('$')) throw notSimulated(`strategic merge directive ${key}`)
    if (value === null || (isFields(value) && value.$patch === 'delete')) delete merged[key]
    else merged[key] = strategicMerge(merged[key], value, key)
  }
  return merged
}

const without = (fields: Fields, key: string) =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name !== key))

function mergeList(target: readonly unknown[], patch: readonly unknown[], field: string): unknown[] {
  if (joined.has(field)) return [...new Set([...target, ...patch])]
  if (mergeKeys[field] === undefined) return [...patch]
  if (patch.some(item => isFields(item) && item.$patch === 'replace')) {
    return patch.filter(item => isFields(item) && item.$patch !== 'replace')
  }
  const key = mergeKeyOf(field, patch)
  if (key === undefined) {
    throw badRequest(`map does not contain declared merge key: ${mergeKeys[field]?.[0]} (list "${field}")`)
  }
  const merged = [...target]
  for (const item of patch as readonly Fields[]) {
    const index = merged.findIndex(each => isFields(each) && each[key] === item[key])
    if (item.$patch === 'delete') merged.splice(index, index < 0 ? 0 : 1)
    else if (index < 0) merged.push(strategicMerge({}, item))
    else merged[index] = strategicMerge(merged[index], item)
  }
  return merged
}

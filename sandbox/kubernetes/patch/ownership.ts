// Who set which field: the memory behind server-side apply and its conflicts.
import { equal, type Fields, isFields } from '../object.ts'
import { mergeKeyOf } from './strategic.ts'

/** Path of a leaf, as keys and `[name=…]` steps, joined by NUL. */
type Leaves = ReadonlyMap<string, unknown>

/** Managers of one object, and the leaves each has set. */
export class Ownership {
  readonly #owned = new Map<string, Set<string>>()

  /** After a write that is not an apply, the writer owns what it changed. */
  wrote(manager: string, change: { before: Fields; after: Fields }): void {
    const before = leaves(change.before)
    for (const [path, value] of leaves(change.after)) {
      if (equal(before.get(path), value)) continue
      for (const paths of this.#owned.values()) paths.delete(path)
      this.#of(manager).add(path)
    }
  }

  /** Leaves that others own and `wanted` would change: path → the other manager. */
  conflicts(manager: string, change: { wanted: Fields; live: Fields }): Map<string, string> {
    const live = leaves(change.live)
    const found = new Map<string, string>()
    for (const [path, value] of leaves(change.wanted)) {
      if (equal(live.get(path), value)) continue
      for (const [other, paths] of this.#owned) if (other !== manager && paths.has(path)) found.set(path, other)
    }
    return found
  }

  /** Records an apply; gives the leaves that nobody wants any longer. */
  applied(manager: string, wanted: Fields, taken: Iterable<string>): string[] {
    for (const path of taken) for (const paths of this.#owned.values()) paths.delete(path)
    const before = this.#of(manager)
    const now = new Set(leaves(wanted).keys())
    this.#owned.set(manager, now)
    const others = [...this.#owned].filter(([name]) => name !== manager).map(([, paths]) => paths)
    return [...before].filter(path => !now.has(path) && !others.some(paths => paths.has(path)))
  }

  #of(manager: string): Set<string> {
    const found = this.#owned.get(manager) ?? new Set<string>()
    this.#owned.set(manager, found)
    return found
  }
}

const joint = '\0'

/** What a manager can own: neither identity nor what the server itself fills in. */
function leaves(object: Fields): Leaves {
  const { apiVersion: _, kind: __, status: ___, metadata, ...rest } = object
  const { labels, annotations } = isFields(metadata) ? metadata : {}
  const found = new Map<string, unknown>()
  collect({ ...rest, metadata: { labels, annotations } }, [], found)
  return found
}

function collect(value: unknown, path: readonly string[], found: Map<string, unknown>): void {
  if (value === undefined) return
  const key = Array.isArray(value) ? mergeKeyOf(path.at(-1) ?? '', value) : undefined
  if (Array.isArray(value) && key !== undefined) {
    for (const item of value as Fields[]) collect(item, [...path, `[${key}=${item[key]}]`], found)
  } else if (isFields(value) && Object.keys(value).length > 0) {
    for (const [name, item] of Object.entries(value)) collect(item, [...path, name], found)
  } else {
    found.set(path.join(joint), value)
  }
}

/** A path as an operator reads it: `.spec.template.spec.containers[name="wordpress"].image`. */
export const shownPath = (path: string) =>
  path
    .split(joint)
    .map(each => (each.startsWith('[') ? each.replace(/=(.*)\]$/, '="$1"]') : `.${each}`))
    .join('')

/** Removes a leaf. A list item whose key nobody sets any longer goes as a whole. */
export function removeLeaf(object: Fields, path: string): void {
  const steps = path.split(joint)
  const key = steps.pop()!
  const item = steps.at(-1) ?? ''
  let parent: unknown = object
  for (const step of steps.slice(0, -1)) parent = descend(parent, step)
  const place = item === '' ? parent : descend(parent, item)
  if (Array.isArray(parent) && item.startsWith(`[${key}=`)) parent.splice(parent.indexOf(place), place ? 1 : 0)
  else if (isFields(place)) delete place[key]
}

function descend(place: unknown, step: string): unknown {
  if (isFields(place)) return place[step]
  const [, key = '', value] = /^\[([^=]+)=(.*)\]$/.exec(step) ?? []
  return Array.isArray(place) ? place.find(item => isFields(item) && String(item[key]) === value) : undefined
}

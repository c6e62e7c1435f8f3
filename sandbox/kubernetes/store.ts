// The API server's storage: versioned objects, generations, finalizers, and word of every change.
import type { Chance } from '../chance.ts'
import type { VirtualClock } from '../clock.ts'
import { apiVersionOf, type Kind, kindOf, pods } from './kinds.ts'
import { copyOf, equal, type Fields, type KubernetesObject, timestamp } from './object.ts'

export interface Change {
  readonly type: 'added' | 'modified' | 'deleted'
  readonly object: KubernetesObject
  readonly before: KubernetesObject | undefined
}

interface Logged {
  readonly version: number
  readonly change: Change
}

/** Changes kept for watches that resume; a real server keeps five minutes of them. */
const HISTORY = 1000

/** An object as a client sends it: the server fills in the rest of its metadata. */
export interface Draft {
  apiVersion?: string
  kind?: string
  metadata: { name: string; namespace?: string } & Fields
  [field: string]: unknown
}

export class Store {
  readonly #clock: VirtualClock
  readonly #chance: Chance
  readonly #objects = new Map<string, Map<string, KubernetesObject>>()
  readonly #listeners = new Set<(change: Change) => void>()
  #version = 1
  #history: Logged[] = []
  /** The version of the last change that the history has lost. */
  #forgotten = 0

  constructor(clock: VirtualClock, chance: Chance) {
    this.#clock = clock
    this.#chance = chance
  }

  /** Grows with every change of any object. */
  get version(): number {
    return this.#version
  }

  /** Returns how to stop listening. */
  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Undefined when that version is too long ago to know everything since. */
  changesAfter(version: number): readonly Change[] | undefined {
    if (version < this.#forgotten) return undefined
    return this.#history.filter(each => each.version > version).map(({ change }) => change)
  }

  get<T>(kind: Kind<T>, namespace: string | undefined, name: string): T | undefined {
    return this.#of(kind).get(keyOf(kind.namespaced ? namespace : undefined, name)) as T | undefined
  }

  /** In order of namespace and name, as the API lists. */
  list<T>(kind: Kind<T>, namespace?: string): T[] {
    const found = [...this.#of(kind).entries()].filter(
      ([, object]) => namespace === undefined || object.metadata.namespace === namespace,
    )
    return found.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object as T)
  }

  create<T>(kind: Kind<T>, draft: Draft): T {
    this.#version += 1
    const uid = this.#chance.hex(32, 'uid', this.#version)
    const object: KubernetesObject = {
      ...copyOf(draft),
      apiVersion: apiVersionOf(kind as Kind),
      kind: kind.kind,
      metadata: {
        ...copyOf(draft.metadata),
        uid: uid.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
        resourceVersion: String(this.#version),
        creationTimestamp: timestamp(this.#clock.now()),
        ...(kind.generation !== 'never' && { generation: 1 }),
      },
    }
    this.#of(kind).set(keyOf(object.metadata.namespace, object.metadata.name), freeze(object))
    this.#tell({ type: 'added', object, before: undefined })
    return object as T
  }

  /**
   * Applies `change` to a copy. A change that changes nothing keeps the resourceVersion. An object that is being
   * deleted and loses its last finalizer goes away.
   */
  update<T>(object: T, change: (draft: T) => void): T {
    const before = object as unknown as KubernetesObject
    const kind = kindOf(before)
    const draft = copyOf(before)
    change(draft as T)
    if (equal(draft, before)) return object
    this.#version += 1
    draft.metadata.resourceVersion = String(this.#version)
    if (bumpsGeneration(kind, before, draft)) draft.metadata.generation = (before.metadata.generation ?? 0) + 1
    this.#of(kind).set(keyOf(draft.metadata.namespace, draft.metadata.name), freeze(draft))
    this.#tell({ type: 'modified', object: draft, before })
    if (draft.metadata.deletionTimestamp !== undefined && !isHeld(draft)) this.remove(draft)
    return draft as T
  }

  /** Takes the object away, whatever its finalizers. */
  remove(object: KubernetesObject): void {
    this.#version += 1
    const { namespace, name } = object.metadata
    if (this.#of(kindOf(object)).delete(keyOf(namespace, name))) {
      this.#tell({ type: 'deleted', object, before: object })
    }
  }

  /** The object as it is now, if it is still the same one. */
  current<T extends KubernetesObject>(object: T): T | undefined {
    const { namespace, name, uid } = object.metadata
    const found = this.get(kindOf(object), namespace, name)
    return found?.metadata.uid === uid ? (found as T) : undefined
  }

  #of(kind: Kind<unknown>): Map<string, KubernetesObject> {
    const key = `${kind.group}/${kind.plural}`
    const found = this.#objects.get(key) ?? new Map<string, KubernetesObject>()
    this.#objects.set(key, found)
    return found
  }

  #tell(change: Change): void {
    this.#history.push({ version: this.#version, change })
    if (this.#history.length > 2 * HISTORY) {
      const lost = this.#history.splice(0, HISTORY)
      this.#forgotten = lost.at(-1)?.version ?? 0
    }
    for (const listener of [...this.#listeners]) listener(change)
  }
}

const keyOf = (namespace: string | undefined, name: string) => `${namespace ?? ''}/${name}`

/** Pods go when the kubelet says so, namespaces when they are empty, anything else with its last finalizer. */
const isHeld = ({ kind, metadata, spec }: KubernetesObject) =>
  kind === pods.kind || (metadata.finalizers?.length ?? 0) > 0 || (kind === 'Namespace' && spec?.finalizers?.length > 0)

function bumpsGeneration(kind: Kind, before: KubernetesObject, after: KubernetesObject): boolean {
  if (kind.generation === 'never') return false
  if (kind.generation === 'spec and annotations') {
    if (!equal(before.metadata.annotations ?? {}, after.metadata.annotations ?? {})) return true
  }
  const rest = ({ metadata: _, status: __, ...fields }: KubernetesObject) => fields
  return !equal(rest(before), rest(after))
}

/** Stored objects are shared, never changed: writers change copies. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const item of Object.values(value)) freeze(item)
  return Object.freeze(value)
}

// References: `$.cluster.id` in a runbook is not a value but the promise of one. They print as JSONata paths.
import type { Platform } from '../../domain/platform.ts'

declare const refersTo: unique symbol

/** A reference to a value of type T. Covariant, so a nullable value cannot be passed where one is required. */
export type Ref<T> = { readonly [refersTo]: T } & (T extends readonly unknown[] | string | number | boolean | null
  ? unknown
  : { readonly [K in keyof T]: Ref<T[K]> })

/** What may stand where a value of type T is wanted: a reference, a literal, or an object of such. */
export type Argument<T> =
  | Ref<T>
  | (T extends string | number | boolean | null ? T : never)
  | (T extends readonly (infer E)[] ? readonly Argument<E>[] : never)
  | (T extends object ? { readonly [K in keyof T]: Argument<T[K]> } : never)

export type Refs<Scope> = { readonly [K in keyof Scope]: Ref<Scope[K]> }

/** A printed reference: the variable and the path below it. */
export interface Path {
  readonly path: readonly string[]
}

const paths = new WeakMap<object, Path>()

/** The path behind a reference; undefined for anything else. */
export const pathOf = (value: unknown): Path | undefined =>
  typeof value === 'object' && value !== null ? paths.get(value) : undefined

/** `$`, whose every property is a reference. Using one as text or in a condition throws: only `choose` may branch. */
export function references<Scope>(): Refs<Scope> {
  return reference([]) as Refs<Scope>
}

function reference(path: readonly string[]): object {
  const target = {}
  const proxy: object = new Proxy(target, {
    get(_, key) {
      if (typeof key === 'symbol' || key === 'toString' || key === 'valueOf' || key === 'toJSON') {
        throw new Error(`$.${path.join('.')} is a reference, not a value: it cannot be put into text or compared here`)
      }
      return reference([...path, key])
    },
    ownKeys() {
      throw new Error(`$.${path.join('.')} is a reference, not a value: it cannot be spread or listed`)
    },
  })
  paths.set(proxy, { path })
  return proxy
}

/** The value of a `$.platform…` reference, known when printing. */
export function platformValue(platform: Platform, path: readonly string[]): unknown {
  let value: unknown = platform
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !(key in value)) {
      throw new Error(`$.platform.${path.join('.')} is not part of the platform's description`)
    }
    value = (value as Record<string, unknown>)[key]
  }
  return value
}

const plainName = /^[A-Za-z_]\w*$/

/** `$restore.id` as JSONata; names that are not plain go between backticks. */
export function jsonataPath(path: readonly string[]): string {
  const [variable, ...rest] = path
  return `$${variable}${rest.map(key => `.${plainName.test(key) ? key : `\`${key}\``}`).join('')}`
}

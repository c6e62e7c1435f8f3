// A value now or a promise of it: what lets synchronous stretches of an execution run without a promise per state.
export type Eventually<T> = T | Promise<T>

export function after<T, U>(value: Eventually<T>, next: (value: T) => Eventually<U>): Eventually<U> {
  return value instanceof Promise ? value.then(next) : next(value)
}

export function afterBoth<A, B, U>(a: Eventually<A>, b: () => Eventually<B>, next: (a: A, b: B) => U): Eventually<U> {
  return after(a, first => after(b(), second => next(first, second)))
}

type Steps<G, T extends readonly unknown[]> = { readonly [K in keyof T]: (given: G) => Eventually<T[K]> }

/** Takes the steps one after the other and gives all their values; the first that fails is the last that is taken. */
export function inTurn<G, T extends readonly unknown[]>(steps: Steps<G, T>): (given: G) => Eventually<T> {
  const from = (given: G, values: unknown[]): Eventually<T> => {
    for (let step = steps[values.length]; step !== undefined; step = steps[values.length]) {
      const value: unknown = step(given)
      if (value instanceof Promise) return value.then(found => from(given, [...values, found]))
      values.push(value)
    }
    return values as unknown as T
  }
  return given => from(given, [])
}

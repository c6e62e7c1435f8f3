// A value now or a promise of it: what lets synchronous stretches of an execution run without a promise per state.
export type Eventually<T> = T | Promise<T>

export function after<T, U>(value: Eventually<T>, next: (value: T) => Eventually<U>): Eventually<U> {
  return value instanceof Promise ? value.then(next) : next(value)
}

/** The same with something given along, for where a closure at every state would be the largest part of its cost. */
export function afterWith<T, G, U>(
  given: G,
  value: Eventually<T>,
  next: (given: G, value: T) => Eventually<U>,
): Eventually<U> {
  return value instanceof Promise ? value.then(found => next(given, found)) : next(given, value)
}

export function afterBoth<A, B, U>(a: Eventually<A>, b: () => Eventually<B>, next: (a: A, b: B) => U): Eventually<U> {
  return after(a, first => after(b(), second => next(first, second)))
}

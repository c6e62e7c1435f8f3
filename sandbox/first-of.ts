// The first answer that somebody in a list has.

export function firstOf<T, R>(list: readonly T[], ask: (each: T) => R | undefined): R | undefined {
  for (const each of list) {
    const found = ask(each)
    if (found !== undefined) return found
  }
  return undefined
}

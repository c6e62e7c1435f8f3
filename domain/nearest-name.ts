// The known name that somebody most likely meant: for messages that suggest instead of only refusing.

/** Undefined when nothing known is near: at most a third of the letters, and never more than three, may differ. */
export function nearestName(given: string, known: readonly string[]): string | undefined {
  const wanted = given.toLowerCase()
  const allowed = Math.min(3, Math.max(1, Math.floor(wanted.length / 3)))
  const scored = known.map(name => {
    const plain = name.toLowerCase()
    // Somebody who begins a name may leave off its end.
    const begun = wanted.length >= 4 ? plain.slice(0, wanted.length) : plain
    const whole = editDistance(wanted, plain)
    return { name, whole, distance: Math.min(whole, editDistance(wanted, begun)) }
  })
  const [best] = scored.sort((a, b) => a.distance - b.distance || a.whole - b.whole || (a.name < b.name ? -1 : 1))
  return best !== undefined && best.distance <= allowed ? best.name : undefined
}

/** Letters to add, remove, replace or swap with their neighbour (optimal string alignment). */
export function editDistance(from: string, to: string): number {
  let before: readonly number[] = []
  let above = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const line = [row]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1] ? 0 : 1
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      const ways = [at(above, column) + 1, at(line, column - 1) + 1, at(above, column - 1) + same]
      if (swapped) ways.push(at(before, column - 2) + 1)
      line.push(Math.min(...ways))
    }
    before = above
    above = line
  }
  return at(above, to.length)
}

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY

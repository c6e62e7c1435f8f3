// A seeded sample: the same seed and size choose the same misfortunes, some of every kind.
import { chanceFrom } from '../chance.ts'
import { type Misfortune, nameOf } from './misfortune.ts'

export function sampleOf(all: readonly Misfortune[], size: number, seed: string): readonly Misfortune[] {
  const chance = chanceFrom(seed)
  const drawn = Map.groupBy(
    all.map(misfortune => ({ misfortune, draw: chance.of('sample', nameOf(misfortune)) })),
    ({ misfortune }) => misfortune.kind,
  )
  const kinds = [...drawn.values()].map(each => each.toSorted((a, b) => a.draw - b.draw))
  // Kind by kind in turn, so that a small sample has rare kinds too.
  const rounds = Math.max(0, ...kinds.map(each => each.length))
  const turns = Array.from({ length: rounds }, (_, round) => kinds.flatMap(each => each.slice(round, round + 1)))
  return turns
    .flat()
    .slice(0, size)
    .map(({ misfortune }) => misfortune)
}

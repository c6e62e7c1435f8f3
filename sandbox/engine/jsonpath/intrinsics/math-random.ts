// States.MathRandom(from, to, seed?): an integer of at least `from` and less than `to`; with a seed always the same one.
import { createHash } from 'node:crypto'
import { type Calling, type Intrinsic, integerOf, takes } from './intrinsic.ts'

export const mathRandom: Intrinsic = (args, calling) => {
  takes(args, calling, [2, 3])
  const [from = 0, to = 0, seed] = args.map(each => integerOf(each, calling))
  if (to <= from) throw calling.fail(`${to} must be greater than ${from}`)
  return from + Math.floor((seed === undefined ? drawn(calling) : seeded(seed)) * (to - from))
}

function drawn({ visit, site }: Calling): number {
  const { execution, around } = visit.branch.running
  return around.chance.of('intrinsic', execution.arn, visit.entered, visit.retries, site)
}

const seeded = (seed: number): number => createHash('sha256').update(String(seed)).digest().readUIntBE(0, 6) / 2 ** 48

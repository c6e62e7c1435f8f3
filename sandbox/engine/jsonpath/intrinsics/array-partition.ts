// States.ArrayPartition(array, size): the array cut into arrays of `size`, the last one shorter.
import { arrayOf, type Intrinsic, integerOf, takes } from './intrinsic.ts'

export const arrayPartition: Intrinsic = (args, calling) => {
  takes(args, calling, [2])
  const list = arrayOf(args[0], calling)
  const size = integerOf(args[1], calling)
  if (size < 1) throw calling.fail(`The size of the parts must be positive, not ${size}`)
  return Array.from({ length: Math.ceil(list.length / size) }, (_, part) => list.slice(part * size, (part + 1) * size))
}

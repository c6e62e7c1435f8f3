// States.ArrayUnique(array): each item once, in the order of its first place.
import { isDeepStrictEqual } from 'node:util'
import { arrayOf, type Intrinsic, takes } from './intrinsic.ts'

export const arrayUnique: Intrinsic = (args, calling) => {
  takes(args, calling, [1])
  const list = arrayOf(args[0], calling)
  return list.filter((item, index) => list.findIndex(other => isDeepStrictEqual(other, item)) === index)
}

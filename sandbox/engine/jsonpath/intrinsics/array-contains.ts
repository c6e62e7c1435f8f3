// States.ArrayContains(array, value): whether an item equals the value, arrays and objects member by member.
import { isDeepStrictEqual } from 'node:util'
import { arrayOf, type Intrinsic, takes } from './intrinsic.ts'

export const arrayContains: Intrinsic = (args, calling) => {
  takes(args, calling, [2])
  const [list, value] = args
  return arrayOf(list, calling).some(item => isDeepStrictEqual(item, value))
}

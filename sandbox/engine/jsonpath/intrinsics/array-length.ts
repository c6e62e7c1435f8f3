// States.ArrayLength(array): how many items it has.
import { arrayOf, type Intrinsic, takes } from './intrinsic.ts'

export const arrayLength: Intrinsic = (args, calling) => {
  takes(args, calling, [1])
  return arrayOf(args[0], calling).length
}

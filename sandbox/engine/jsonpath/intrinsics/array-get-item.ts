// States.ArrayGetItem(array, index): the item there, counted from 0; an index outside of the array is an error.
import { arrayOf, type Intrinsic, integerOf, takes } from './intrinsic.ts'

export const arrayGetItem: Intrinsic = (args, calling) => {
  takes(args, calling, [2])
  const list = arrayOf(args[0], calling)
  const item = list[integerOf(args[1], calling)]
  if (item !== undefined) return item
  throw calling.fail(`The index ${JSON.stringify(args[1])} is outside of an array of ${list.length} items`)
}

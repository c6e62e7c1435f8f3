// States.JsonMerge(a, b, false): the members of both, b's where both have one. Only shallow merging exists.
import { type Intrinsic, objectOf, takes } from './intrinsic.ts'

export const jsonMerge: Intrinsic = (args, calling) => {
  takes(args, calling, [3])
  const [a, b, deep] = args
  if (deep !== false) throw calling.fail('The third argument must be false: deep merging is not supported')
  return { ...objectOf(a, calling), ...objectOf(b, calling) }
}

// States.MathAdd(a, b): the sum of two integers; each argument is first rounded, halves up (recorded on AWS).
import { type Intrinsic, integerOf, takes } from './intrinsic.ts'

export const mathAdd: Intrinsic = (args, calling) => {
  takes(args, calling, [2])
  return integerOf(args[0], calling) + integerOf(args[1], calling)
}

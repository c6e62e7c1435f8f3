// States.ArrayRange(first, last, step): the numbers from first to last, both included where the step meets them.
import { type Intrinsic, integerOf, takes } from './intrinsic.ts'

/** Items (Step Functions developer guide, intrinsic functions). */
const MOST = 1000

export const arrayRange: Intrinsic = (args, calling) => {
  takes(args, calling, [3])
  const [first = 0, last = 0, step = 0] = args.map(each => integerOf(each, calling))
  if (step === 0) throw calling.fail('The step must not be zero')
  const length = Math.max(0, Math.floor((last - first) / step) + 1)
  if (length > MOST) throw calling.fail(`The range would hold ${length} items, more than ${MOST}`)
  return Array.from({ length }, (_, index) => first + index * step)
}

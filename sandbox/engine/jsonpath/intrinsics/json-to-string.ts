// States.JsonToString(value): its JSON text.
import { type Intrinsic, takes } from './intrinsic.ts'

export const jsonToString: Intrinsic = (args, calling) => {
  takes(args, calling, [1])
  return JSON.stringify(args[0])
}

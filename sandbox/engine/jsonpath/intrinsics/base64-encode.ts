// States.Base64Encode(text): its UTF-8 bytes in Base64.
import { type Intrinsic, shortTextOf, takes } from './intrinsic.ts'

export const base64Encode: Intrinsic = (args, calling) => {
  takes(args, calling, [1])
  return Buffer.from(shortTextOf(args[0], calling)).toString('base64')
}

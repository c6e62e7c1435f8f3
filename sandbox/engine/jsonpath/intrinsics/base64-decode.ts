// States.Base64Decode(text): what Base64 stands for, read as UTF-8; anything that is no Base64 is an error.
import { type Intrinsic, shortTextOf, takes } from './intrinsic.ts'

const BASE64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}(?:==)?|[A-Za-z\d+/]{3}=?)?$/

export const base64Decode: Intrinsic = (args, calling) => {
  takes(args, calling, [1])
  const text = shortTextOf(args[0], calling)
  if (!BASE64.test(text)) throw calling.fail(`'${text}' is not in Base64`)
  return Buffer.from(text, 'base64').toString()
}

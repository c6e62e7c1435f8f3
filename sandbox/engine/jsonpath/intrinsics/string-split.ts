// States.StringSplit(text, delimiters): split at each character of the delimiters; empty parts are dropped (recorded on AWS).
import { type Intrinsic, takes, textOf } from './intrinsic.ts'

export const stringSplit: Intrinsic = (args, calling) => {
  takes(args, calling, [2])
  const delimiters = new Set(textOf(args[1], calling))
  const parts: string[] = []
  let part = ''
  for (const character of textOf(args[0], calling)) {
    if (!delimiters.has(character)) {
      part += character
      continue
    }
    parts.push(part)
    part = ''
  }
  return [...parts, part].filter(each => each !== '')
}

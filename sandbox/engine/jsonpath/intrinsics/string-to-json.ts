// States.StringToJson(text): the value that the JSON text stands for; of nothing but blanks null (recorded on AWS).
import { parseJson } from '../../json.ts'
import { type Intrinsic, takes, textOf } from './intrinsic.ts'

export const stringToJson: Intrinsic = (args, calling) => {
  takes(args, calling, [1])
  const text = textOf(args[0], calling)
  if (text.trim() === '') return null
  const value = parseJson(text)
  if (value !== undefined) return value
  throw calling.fail(`'${text}' is not JSON`)
}

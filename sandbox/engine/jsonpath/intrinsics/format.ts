// States.Format('… {} …', values): fills the braces in order. Objects are printed the Java way, as recorded on AWS.
import { isObject, type Json } from '../../json.ts'
import { type Intrinsic, textOf } from './intrinsic.ts'

export const format: Intrinsic = (args, calling) => {
  const [template, ...values] = args
  let next = 0
  const text = textOf(template, calling).replace(/\\(.)|\{\}/gs, (found, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped
    const value = values[next++]
    return value === undefined ? found : printed(value)
  })
  if (next === values.length) return text
  throw calling.fail(`It was given ${values.length} values for ${next} places`)
}

function printed(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(printed).join(', ')}]`
  if (isObject(value))
    return `{${Object.entries(value)
      .map(([name, item]) => `${name}=${printed(item)}`)
      .join(', ')}}`
  return String(value)
}

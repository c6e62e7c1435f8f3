// States.Format('… {} …', values): fills the braces in order. Objects are printed the Java way, as recorded on AWS.
import { isObject, type Json } from '../../json.ts'
import { runtimeError, type Visit } from '../../visit.ts'

export function format(visit: Visit, args: readonly Json[]): Json {
  const [template, ...values] = args
  if (typeof template !== 'string') throw runtimeError(visit, 'The first argument of States.Format must be a string')
  let next = 0
  const text = template.replace(/\\(.)|\{\}/gs, (found, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped
    const value = values[next++]
    return value === undefined ? found : printed(value)
  })
  if (next === values.length) return text
  throw runtimeError(visit, `States.Format was given ${values.length} arguments for ${next} places`)
}

function printed(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(printed).join(', ')}]`
  if (isObject(value))
    return `{${Object.entries(value)
      .map(([name, item]) => `${name}=${printed(item)}`)
      .join(', ')}}`
  return String(value)
}

// How long a Wait state waits, in both query languages and with AWS's words for what it cannot read.
import { type Source, text, whole } from '../definition/source.ts'
import { after } from '../eventually.ts'
import { COUNT, STRING, setting } from '../jsonata/setting.ts'
import { instantOf } from '../jsonpath/instant.ts'
import { follow, readPath } from '../jsonpath/path.ts'
import { evaluationError, runtimeError, type Visit } from '../visit.ts'
import type { Delay } from './wait.ts'

export function secondsOf(source: Source, field: string): Delay {
  if (source.language === 'JSONata') {
    const value = setting(source, field, COUNT)
    return visit => after(value?.(visit) ?? 0, seconds => (seconds as number) * 1000)
  }
  if (field === 'Seconds') {
    const seconds = whole(source, field) ?? 0
    return () => seconds * 1000
  }
  const path = readPath(source, field, text(source, field) ?? '$')
  return visit => {
    const value = path && follow(path, visit, visit.input)
    const told = `${path?.text} == ${JSON.stringify(value)}`
    if (value === undefined)
      throw runtimeError(visit, `The SecondsPath parameter does not reference an input value: ${path?.text}`)
    if (!Number.isInteger(value))
      throw runtimeError(visit, `The SecondsPath parameter cannot be parsed as a long value: ${told}`)
    if ((value as number) < 0)
      throw runtimeError(visit, `The SecondsPath parameter references a negative value: ${told}`)
    return (value as number) * 1000
  }
}

export function timestampOf(source: Source, field: string): Delay {
  const until = (visit: Visit, moment: number) => Math.max(0, moment - visit.branch.running.around.clock.now())
  if (source.language === 'JSONPath') return jsonpathTimestamp(source, field, until)
  const value = setting(source, field, STRING)
  return visit =>
    after(value?.(visit) ?? '', written => {
      const moment = instantOf(written)
      if (moment !== undefined) return until(visit, moment)
      const told = 'The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string'
      throw evaluationError(visit, `${told}: ${String(written)}`, 'Timestamp', true)
    })
}

function jsonpathTimestamp(source: Source, field: string, until: (visit: Visit, moment: number) => number): Delay {
  const written = text(source, field) ?? ''
  const path = field === 'Timestamp' ? undefined : readPath(source, field, written)
  return visit => {
    const value = path ? follow(path, visit, visit.input) : written
    const moment = instantOf(value ?? null)
    if (moment !== undefined) return until(visit, moment)
    const told = `The ${field} parameter does not reference a valid ISO-8601 extended offset date-time format string`
    throw runtimeError(visit, `${told}: ${path?.text ?? field} == ${String(value)}`)
  }
}

// What a target is given: the whole event, a part of it, a constant, or a template filled from it.
import type { Json } from '../../engine/index.ts'
import { isObject } from '../../engine/json.ts'
import { notSimulated } from '../not-simulated.ts'
import { type BusEvent, invalid, type Target } from './state.ts'

/** @throws ValidationException for what PutTargets would not take */
export function checkInput({ input, inputPath, transformer }: Target): void {
  if ([input, inputPath, transformer].filter(each => each !== undefined).length > 1)
    throw invalid('Only one of Input, InputPath and InputTransformer can be used.')
  if (input !== undefined) parsed(input)
  for (const path of [inputPath, ...Object.values(transformer?.InputPathsMap ?? {})])
    if (path !== undefined && !/^\$(\.[\w-]+)*$/.test(path)) throw notSimulated(`the path ${path}`)
}

/** The payload for this event. A path that leads nowhere gives an empty text, as EventBridge has it. */
export function payloadOf({ input, inputPath, transformer }: Target, event: BusEvent): Json {
  if (input !== undefined) return parsed(input)
  if (inputPath !== undefined) return at(event, inputPath) ?? null
  return transformer ? filled(transformer, event) : (event as unknown as Json)
}

function filled({ InputPathsMap = {}, InputTemplate = '' }: NonNullable<Target['transformer']>, event: BusEvent): Json {
  const values: Readonly<Record<string, Json | undefined>> = {
    ...Object.fromEntries(Object.entries(InputPathsMap).map(([name, path]) => [name, at(event, path)])),
    'aws.events.event.json': event as unknown as Json,
    'aws.events.event.ingestion-time': event.time,
  }
  const text = InputTemplate.replace(/"?<([\w.-]+)>"?/g, (whole, name: string) => {
    if (!(name in values)) throw notSimulated(`${whole} in an input template`)
    const inside = whole.startsWith('"') !== whole.endsWith('"')
    const value = values[name] ?? ''
    if (inside && typeof value === 'string') return whole.replace(`<${name}>`, JSON.stringify(value).slice(1, -1))
    return JSON.stringify(value)
  })
  return parsed(text)
}

function at(event: BusEvent, path: string): Json | undefined {
  let value: Json | undefined = event as unknown as Json
  for (const key of path.split('.').slice(1)) value = isObject(value) ? value[key] : undefined
  return value
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    throw invalid(`The input of a target is not JSON: ${String(error)}`)
  }
}

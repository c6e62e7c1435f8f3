// `--input <file.json|file.yaml|key=value>`: fields of the request, later ones over earlier ones.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { UsageError } from '../usage-error.ts'

type Fields = Readonly<Record<string, unknown>>

/** @throws UsageError when a file cannot be read, is not YAML or JSON, or holds no object. */
export const parseInputs = (texts: readonly string[]): Fields =>
  texts.reduce<Fields>((fields, text) => merged(fields, parseInput(text)), {})

const KEY_VALUE = /^([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*)=(.*)$/s

function parseInput(text: string): Fields {
  const match = KEY_VALUE.exec(text)
  if (match) return nested((match[1] ?? '').split('.'), jsonOrText(match[2] ?? ''))
  if (/\.(json|ya?ml)$/i.test(text)) return fromFile(text)
  throw new UsageError({
    what: '--input',
    given: `"${text}"`,
    allowed: 'key=value, such as contain=now or damage.sql="SELECT 1", or a file that ends in .json, .yaml or .yml',
  })
}

/** JSON where it is JSON, else the text as it stands: `30` is a number, `now` is a text. */
function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const nested = ([key = '', ...rest]: readonly string[], value: unknown): Fields => ({
  [key]: rest.length === 0 ? value : nested(rest, value),
})

function fromFile(file: string): Fields {
  const refused = (given: string) =>
    new UsageError({
      what: '--input',
      given: `${file}, ${given}`,
      allowed: 'a JSON or YAML file that holds an object with fields of the request',
    })
  let read: unknown
  try {
    read = parse(readFileSync(file, 'utf8'))
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string }
    throw refused(code === 'ENOENT' ? 'which does not exist' : `which cannot be read (${message?.split('\n')[0]})`)
  }
  if (!isFields(read)) throw refused(`which holds ${Array.isArray(read) ? 'a list' : JSON.stringify(read ?? null)}`)
  return read
}

/** Objects are merged field by field, anything else is replaced. */
function merged(before: Fields, after: Fields): Fields {
  const both = Object.entries(after).map(([key, value]) => {
    const old = before[key]
    return [key, isFields(old) && isFields(value) ? merged(old, value) : value] as const
  })
  return { ...before, ...Object.fromEntries(both) }
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

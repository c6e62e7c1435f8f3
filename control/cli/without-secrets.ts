// What is written into a report folder, without values that open doors: passwords, tokens, keys.

const SECRET = /^(task)?token$|password$|^secret(string|binary|accesskey)$|^sessiontoken$|^authorization$/i
/** The same in text that looks like JSON and is none, such as a truncated payload. */
const IN_TEXT =
  /("(?:(?:task)?token|\w*password|secretstring|secretbinary|secretaccesskey|sessiontoken|authorization)\\*"\s*:\s*\\*")[^"\\]+/gi

export const HIDDEN = '(hidden)'

/** A copy of JSON data. JSON inside texts, as in execution histories, is looked through too. */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return textWithoutSecrets(value)
  if (Array.isArray(value)) return value.map(withoutSecrets)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      typeof each === 'string' && each !== '' && SECRET.test(key) ? HIDDEN : withoutSecrets(each),
    ]),
  )
}

function textWithoutSecrets(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return text.replace(IN_TEXT, `$1${HIDDEN}`)
  }
  return JSON.stringify(withoutSecrets(parsed))
}

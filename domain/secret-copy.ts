// The Kubernetes copy of a secret: what External Secrets should have written, and which keys differ from it.
import { createHash } from 'node:crypto'
import { parseSecret, refersTo } from './application-secret.ts'

/** What an ExternalSecret says it copies. */
export interface CopyRule {
  /** Each key of the copy, the secret it comes from, and the property of it (null: the whole string). */
  readonly keys: readonly { readonly key: string; readonly from: string; readonly property: string | null }[]
  /** Secrets whose properties are all copied under their own names. */
  readonly wholes: readonly string[]
  /** Features whose outcome cannot be foretold here: templates, rewrites, finds. */
  readonly unforeseeable: readonly string[]
}

export const copiesFrom = ({ keys, wholes }: CopyRule, secretName: string): boolean =>
  [...keys.map(({ from }) => from), ...wholes].some(from => refersTo(from, secretName))

/** Is the key that holds the host copied? Otherwise a new host never reaches the pods. */
export const copiesHost = ({ keys, wholes }: CopyRule, secretName: string): boolean =>
  wholes.some(from => refersTo(from, secretName)) ||
  keys.some(({ from, property }) => refersTo(from, secretName) && (property === 'host' || property === null))

/**
 * The keys of the copy that differ from the secret string; names only. Digests are compared, so that no error or dump
 * of this function shows a value. Keys that come from other secrets are not judged.
 */
export function differingKeys(
  rule: CopyRule,
  secretName: string,
  secretText: string,
  copy: Readonly<Record<string, string>>,
): string[] {
  const expected = expectedCopy(rule, secretName, secretText)
  return Object.keys(expected).filter(key => digest(expected[key]) !== digest(copy[key]))
}

function expectedCopy(
  { keys, wholes }: CopyRule,
  secretName: string,
  text: string,
): Record<string, string | undefined> {
  const fields = parseSecret(text) ?? {}
  const all = wholes.some(from => refersTo(from, secretName)) ? Object.entries(fields) : []
  const named = keys
    .filter(({ from }) => refersTo(from, secretName))
    .map(({ key, property }) => [key, property === null ? text : fields[property]] as const)
  return Object.fromEntries([...all, ...named].map(([key, value]) => [key, asText(value)]))
}

/** External Secrets copies text as it is and everything else as JSON. */
const asText = (value: unknown): string | undefined =>
  typeof value === 'string' || value === undefined ? value : JSON.stringify(value)

const digest = (value: string | undefined): string | undefined =>
  value === undefined ? undefined : createHash('sha256').update(value).digest('hex')

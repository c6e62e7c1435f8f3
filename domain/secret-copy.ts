// The Kubernetes copy of a secret: what External Secrets should have written, and which keys differ from it.
import { createHash } from 'node:crypto'
import { refersTo, type SecretFields } from './application-secret.ts'

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

interface Source {
  readonly name: string
  readonly fields: SecretFields
}

/**
 * The keys of the copy that differ from the secret; names only. Digests are compared, so that no error or dump of this
 * function shows a value. Keys that come from other secrets, or hold the whole string, are not judged.
 */
export function differingKeys(rule: CopyRule, source: Source, copy: Readonly<Record<string, string>>): string[] {
  const expected = expectedCopy(rule, source)
  return expected.filter(([key, value]) => digest(value) !== digest(copy[key])).map(([key]) => key)
}

/** Named keys win over those of a whole secret, as External Secrets writes them last. */
function expectedCopy({ keys, wholes }: CopyRule, { name, fields }: Source): [string, string | undefined][] {
  const all = wholes.some(from => refersTo(from, name)) ? Object.entries(fields) : []
  const named = keys.flatMap(({ key, from, property }) =>
    refersTo(from, name) && property !== null ? [[key, fields[property]] as const] : [],
  )
  return [...new Map<string, unknown>([...all, ...named])].map(([key, value]) => [key, asText(value)])
}

/** External Secrets copies text as it is and everything else as JSON. */
const asText = (value: unknown): string | undefined =>
  typeof value === 'string' || value === undefined ? value : JSON.stringify(value)

const digest = (value: string | undefined): string | undefined =>
  value === undefined ? undefined : createHash('sha256').update(value).digest('hex')

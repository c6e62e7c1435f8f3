// The secret that WordPress reads: which of its keys name the cluster, and the same secret naming another one.

/** The parsed secret string. Values stay in memory: they are never returned, logged or put into an error. */
export type SecretFields = Readonly<Record<string, unknown>>

export interface ClusterAddress {
  readonly host: string
  readonly port: number
  readonly readerHost: string
  readonly clusterId: string
}

/** Spellings in use for the read-only endpoint; Secrets Manager's own templates have no such key. */
const READER_KEYS = new Set([
  'readerHost',
  'reader_host',
  'readerEndpoint',
  'reader_endpoint',
  'hostReader',
  'host_reader',
  'readHost',
  'read_host',
  'roHost',
  'ro_host',
])
/** `dbClusterIdentifier` is the key of Secrets Manager's rotation templates for Aurora. */
const CLUSTER_KEYS = new Set([
  'dbClusterIdentifier',
  'db_cluster_identifier',
  'clusterIdentifier',
  'cluster_identifier',
  'clusterId',
  'cluster_id',
])

export interface Pointed {
  readonly fields: SecretFields
  /** Names only, in the order of the secret. */
  readonly changedKeys: readonly string[]
}

/** The secret with the cluster's address replaced. Only keys that exist change; every other key and every type stays. */
export function pointTo(fields: SecretFields, address: ClusterAddress): Pointed {
  const entries = Object.entries(fields).map(([key, before]) => ({
    key,
    before,
    after: replacement(key, before, address),
  }))
  return {
    fields: Object.fromEntries(entries.map(({ key, after }) => [key, after])),
    changedKeys: entries.filter(({ before, after }) => before !== after).map(({ key }) => key),
  }
}

function replacement(key: string, before: unknown, address: ClusterAddress): unknown {
  if (key === 'host') return withPort(before, address.host, address.port)
  if (key === 'port') return typeof before === 'string' ? String(address.port) : address.port
  if (READER_KEYS.has(key)) return withPort(before, address.readerHost, address.port)
  return CLUSTER_KEYS.has(key) ? address.clusterId : before
}

/** WordPress also takes `host:port` as its database host; a secret written that way stays that way. */
const withPort = (before: unknown, host: string, port: number): string =>
  typeof before === 'string' && /:\d+$/.test(before) ? `${host}:${port}` : host

/** The host without a port; undefined when the secret has none. */
export function hostOf({ host }: SecretFields): string | undefined {
  return typeof host === 'string' && host !== '' ? host.replace(/:\d+$/, '') : undefined
}

/** Keys that contain the host and would still name the old cluster after {@link pointTo}, such as a connection URL. */
export function strayKeys(fields: SecretFields): readonly string[] {
  const host = hostOf(fields)
  if (host === undefined) return []
  return Object.entries(fields)
    .filter(
      ([key, value]) => key !== 'host' && !READER_KEYS.has(key) && !CLUSTER_KEYS.has(key) && mentions(value, host),
    )
    .map(([key]) => key)
}

const mentions = (value: unknown, host: string): boolean => (JSON.stringify(value) ?? '').includes(host)

/** The secret string as a JSON object; undefined when it is anything else. */
export function parseSecret(text: string): SecretFields | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as SecretFields) : undefined
  } catch {
    // The parser's message quotes the text, so it is not passed on; the caller names the secret.
    return undefined
  }
}

/** Does a reference (name, ARN or ARN without its suffix) mean the secret of that name? */
export function refersTo(reference: string, secretName: string): boolean {
  if (!reference.startsWith('arn:')) return reference === secretName
  const named = reference.split(':').slice(6).join(':')
  return named === secretName || (named.startsWith(`${secretName}-`) && named.length === secretName.length + 7)
}

// Statements about accounts, read: CREATE USER, ALTER USER, DROP USER, GRANT, REVOKE.
import { notSimulated, SqlError, syntaxError } from './errors.ts'
import type { Reader } from './tokens.ts'

/** `ALL` stands for every privilege on the objects of its scope, without GRANT OPTION. */
export type Privilege = string

export type AccountCommand =
  | { readonly kind: 'create'; readonly user: string; readonly password: string; readonly onlyIfMissing: boolean }
  | { readonly kind: 'alter'; readonly user: string; readonly password: string }
  | { readonly kind: 'drop'; readonly user: string; readonly onlyIfPresent: boolean }
  | {
      readonly kind: 'grant' | 'revoke'
      readonly user: string
      readonly scope: string
      readonly privileges: readonly Privilege[]
    }
  | { readonly kind: 'revoke-all'; readonly user: string }

const known = new Set([
  ...[
    'ALL',
    'SELECT',
    'INSERT',
    'UPDATE',
    'DELETE',
    'CREATE',
    'DROP',
    'INDEX',
    'ALTER',
    'REFERENCES',
    'EXECUTE',
    'USAGE',
  ],
  ...[
    'CREATE USER',
    'GRANT OPTION',
    'RELOAD',
    'PROCESS',
    'LOCK TABLES',
    'SHOW VIEW',
    'TRIGGER',
    'CREATE VIEW',
    'EVENT',
  ],
])

/** Reads CREATE USER, ALTER USER, DROP USER, GRANT and REVOKE; undefined for any other statement. */
export function readAccountCommand(reader: Reader, schema: string): AccountCommand | undefined {
  const command = readUserCommand(reader) ?? readGrant(reader, schema)
  if (command) reader.end()
  return command
}

function readUserCommand(reader: Reader): AccountCommand | undefined {
  if (reader.accept('CREATE', 'USER')) {
    const onlyIfMissing = reader.accept('IF', 'NOT', 'EXISTS')
    return { kind: 'create', user: readUser(reader), password: readPassword(reader), onlyIfMissing }
  }
  if (reader.accept('ALTER', 'USER')) return { kind: 'alter', user: readUser(reader), password: readPassword(reader) }
  if (!reader.accept('DROP', 'USER')) return undefined
  const onlyIfPresent = reader.accept('IF', 'EXISTS')
  return { kind: 'drop', user: readUser(reader), onlyIfPresent }
}

function readGrant(reader: Reader, schema: string): AccountCommand | undefined {
  const kind = reader.accept('GRANT') ? 'grant' : reader.accept('REVOKE') ? 'revoke' : undefined
  if (!kind) return undefined
  const privileges = readPrivileges(reader)
  if (kind === 'revoke' && reader.accept('FROM')) return { kind: 'revoke-all', user: readUser(reader) }
  reader.expect('ON')
  const scope = readScope(reader, schema)
  reader.expect(kind === 'grant' ? 'TO' : 'FROM')
  const user = readUser(reader)
  if (kind === 'grant' && reader.accept('WITH', 'GRANT', 'OPTION')) privileges.push('GRANT OPTION')
  return { kind, user, scope, privileges }
}

function readPrivileges(reader: Reader): Privilege[] {
  const privileges: Privilege[] = []
  do {
    let name = reader.take().value
    while (reader.peek()?.kind === 'word' && !['ON', 'FROM'].includes(reader.peek()?.value ?? '')) {
      name += ` ${reader.take().value}`
    }
    if (name === 'ALL PRIVILEGES') name = 'ALL'
    if (!known.has(name)) throw notSimulated(`privilege ${name}`)
    privileges.push(name)
  } while (reader.accept(','))
  return privileges
}

/** `*.*`, `schema.*` or `schema.table`. */
function readScope(reader: Reader, schema: string): string {
  const part = () => (reader.accept('*') ? '*' : reader.name())
  const first = part()
  if (!reader.accept('.')) return first === '*' ? `${schema}.*` : `${schema}.${first}`
  const scope = `${first}.${part()}`
  if (first !== '*' && first !== schema) throw new SqlError(1049, `Unknown database '${first}'`)
  return scope
}

function readUser(reader: Reader): string {
  const token = reader.take()
  if (token.kind !== 'string' && token.kind !== 'name' && token.kind !== 'word') throw syntaxError(token.text)
  const user = token.kind === 'word' ? token.text : token.value
  const at = reader.peek()
  if (at?.kind !== 'variable') return user
  reader.take()
  const host = at.text === '@' ? reader.take().value : at.text.slice(1)
  if (host !== '%') throw notSimulated(`account host '${host}'; only '%' is`)
  return user
}

/** A literal only: an account statement takes no parameters. */
function readPassword(reader: Reader): string {
  reader.expect('IDENTIFIED')
  if (reader.accept('WITH')) reader.take()
  reader.expect('BY')
  return reader.string()
}

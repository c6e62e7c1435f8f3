// Accounts and privileges. They live in hidden tables of the database itself, so a restore brings back their past.
import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { notSimulated, SqlError, syntaxError } from './errors.ts'
import type { Reader } from './tokens.ts'

/** `ALL` stands for every privilege on the objects of its scope, without GRANT OPTION. */
export type Privilege = string

export const accountTables = [
  'CREATE TABLE __accounts (user TEXT PRIMARY KEY, password TEXT NOT NULL) WITHOUT ROWID',
  'CREATE TABLE __grants (user TEXT, scope TEXT, privilege TEXT, PRIMARY KEY (user, scope, privilege)) WITHOUT ROWID',
]

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

/** Object privileges that ALL includes; the others are granted by name or with the master account. */
const objects = new Set([
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
])

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

interface Grant {
  readonly scope: string
  readonly privilege: Privilege
}

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

export class Accounts {
  readonly #database: DatabaseSync
  readonly #schema: string
  readonly #granted = new Map<string, readonly Grant[]>()

  constructor(database: DatabaseSync, schema: string) {
    this.#database = database
    this.#schema = schema
  }

  authentic(user: string, password: string): boolean {
    const found = this.#database.prepare('SELECT password FROM __accounts WHERE user = ?').get(user)
    return found !== undefined && found.password === hash(user, password)
  }

  exists(user: string): boolean {
    return this.#database.prepare('SELECT 1 FROM __accounts WHERE user = ?').get(user) !== undefined
  }

  /** May the account do this to the table, or (without a table) anywhere in the schema? */
  may(user: string, privilege: Privilege, table?: string): boolean {
    const scopes = ['*.*', `${this.#schema}.*`, ...(table === undefined ? [] : [`${this.#schema}.${table}`])]
    return this.#grants(user).some(
      grant =>
        scopes.includes(grant.scope) &&
        (grant.privilege === privilege || (grant.privilege === 'ALL' && objects.has(privilege))),
    )
  }

  /** Has the account any privilege in the schema? Otherwise MySQL denies the whole schema (error 1044). */
  sees(user: string): boolean {
    return this.#grants(user).some(grant => grant.privilege !== 'USAGE')
  }

  apply(command: AccountCommand): void {
    const { user } = command
    this.#granted.delete(user)
    if (command.kind === 'create') {
      if (!this.exists(user)) this.#setPassword(user, command.password)
      else if (!command.onlyIfMissing) throw failed('CREATE USER', user)
      return
    }
    if (!this.exists(user)) {
      if (command.kind === 'drop' && command.onlyIfPresent) return
      if (command.kind === 'grant') throw new SqlError(1410, 'You are not allowed to create a user with GRANT')
      throw failed(command.kind === 'alter' ? 'ALTER USER' : command.kind === 'drop' ? 'DROP USER' : 'REVOKE', user)
    }
    this.#change(command)
    this.#granted.delete(user)
  }

  #change(command: Exclude<AccountCommand, { kind: 'create' }>): void {
    const { user } = command
    switch (command.kind) {
      case 'alter':
        this.#setPassword(user, command.password)
        break
      case 'drop':
        this.#run('DELETE FROM __grants WHERE user = ?', user)
        this.#run('DELETE FROM __accounts WHERE user = ?', user)
        break
      case 'revoke-all':
        this.#run('DELETE FROM __grants WHERE user = ?', user)
        break
      case 'grant':
        for (const each of command.privileges)
          this.#run('INSERT OR IGNORE INTO __grants VALUES (?, ?, ?)', user, command.scope, each)
        break
      case 'revoke':
        for (const each of command.privileges) this.#revoke(user, command.scope, each)
    }
  }

  #revoke(user: string, scope: string, privilege: Privilege): void {
    this.#granted.delete(user)
    const partly = this.#grants(user).some(grant => grant.scope === scope && grant.privilege === 'ALL')
    if (partly && privilege !== 'ALL') throw notSimulated(`REVOKE ${privilege} from an account granted ALL`)
    if (privilege === 'ALL') this.#run('DELETE FROM __grants WHERE user = ? AND scope = ?', user, scope)
    else this.#run('DELETE FROM __grants WHERE user = ? AND scope = ? AND privilege = ?', user, scope, privilege)
  }

  #grants(user: string): readonly Grant[] {
    const cached = this.#granted.get(user)
    if (cached) return cached
    const rows = this.#database.prepare('SELECT scope, privilege FROM __grants WHERE user = ?').all(user)
    const grants = rows.map(row => ({ scope: String(row.scope), privilege: String(row.privilege) }))
    this.#granted.set(user, grants)
    return grants
  }

  #setPassword(user: string, password: string): void {
    this.#run('INSERT OR REPLACE INTO __accounts VALUES (?, ?)', user, hash(user, password))
  }

  #run(sql: string, ...values: string[]): void {
    this.#database.prepare(sql).run(...values)
  }
}

function failed(operation: string, user: string): SqlError {
  return new SqlError(1396, `Operation ${operation} failed for '${user}'@'%'`)
}

function hash(user: string, password: string): string {
  return createHash('sha256').update(`${user}\0${password}`).digest('hex')
}

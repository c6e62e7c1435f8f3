// Accounts and privileges. They live in hidden tables of the database itself, so a restore brings back their past.
import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { AccountCommand, Privilege } from './account-commands.ts'
import { notSimulated, SqlError } from './errors.ts'

export const accountTables = [
  'CREATE TABLE __accounts (user TEXT PRIMARY KEY, password TEXT NOT NULL) WITHOUT ROWID',
  'CREATE TABLE __grants (user TEXT, scope TEXT, privilege TEXT, PRIMARY KEY (user, scope, privilege)) WITHOUT ROWID',
]

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

interface Grant {
  readonly scope: string
  readonly privilege: Privilege
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

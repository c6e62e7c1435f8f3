// The platform's database before any disaster: WordPress content, and the accounts that its secrets name.
import type { Platform } from '../../domain/platform.ts'
import type { Surroundings } from '../aws/service.ts'
import { contentStatements, type Site, schemaStatements } from './content.ts'
import type { SqlDatabase } from './database/contract.ts'
import { createDatabase } from './database/sqlite-database.ts'

export interface Accounts {
  readonly master: { readonly user: string; readonly password: string }
  readonly application: { readonly user: string; readonly password: string }
  readonly reader: { readonly user: string; readonly password: string }
}

/** Passwords are drawn from the seed and marked, so that a test can search for them wherever they must not be. */
export function accountsFrom({ chance }: Pick<Surroundings, 'chance'>): Accounts {
  const password = (whose: string) => `canary-${whose}-${chance.hex(16, 'password', whose)}`
  return {
    master: { user: 'admin', password: password('master') },
    application: { user: 'wordpress', password: password('application') },
    reader: { user: 'muster_reader', password: password('reader') },
  }
}

export const siteOf = (platform: Platform): Site => ({
  prefix: platform.database.tablePrefix,
  url: platform.application.url,
  posts: 60,
  users: 12,
})

export function databaseOf(platform: Platform, accounts: Accounts, { clock, chance }: Surroundings): SqlDatabase {
  const { name } = platform.database
  const site = siteOf(platform)
  const account = ({ user, password }: Accounts['master'], privileges: string) => [
    `CREATE USER '${user}'@'%' IDENTIFIED BY '${password}'`,
    `GRANT ${privileges} ON \`${name}\`.* TO '${user}'@'%'`,
  ]
  return createDatabase({
    schema: name,
    now: () => clock.now(),
    master: accounts.master,
    setup: session => {
      const statements = [
        ...schemaStatements(site),
        ...contentStatements(site, chance),
        ...account(accounts.application, 'ALL PRIVILEGES'),
        ...account(accounts.reader, 'SELECT'),
      ]
      for (const statement of statements) session.execute(statement)
    },
  })
}

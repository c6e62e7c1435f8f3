// A simulated SQL database of WordPress with its accounts and a clock, and what its tests ask of it.
import type { SqlSession, SqlValue } from '../../../sandbox/world/database/contract.ts'
import { createDatabase } from '../../../sandbox/world/database/sqlite-database.ts'

export const start = Date.UTC(2026, 10, 22, 14, 40)
export const second = 1000

const posts = `CREATE TABLE \`wp_posts\` (
  \`ID\` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  \`post_author\` bigint unsigned NOT NULL DEFAULT '0',
  \`post_date\` datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
  \`post_title\` text NOT NULL,
  \`post_name\` varchar(200) NOT NULL DEFAULT '',
  \`comment_count\` bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (\`ID\`),
  UNIQUE KEY \`slug\` (\`post_name\`),
  KEY \`type_status_date\` (\`post_author\`, \`post_date\`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci`

export function wordpress(options: { readonly imageEvery?: number } = {}) {
  const time = { now: start }
  const database = createDatabase({
    schema: 'wordpress',
    now: () => time.now,
    master: { user: 'admin', password: 'master secret' },
    setup: session => {
      session.execute(posts)
      session.execute("CREATE USER 'wordpress'@'%' IDENTIFIED BY 'first password'")
      session.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON wordpress.* TO 'wordpress'@'%'")
      session.execute("CREATE USER 'auditor'@'%' IDENTIFIED BY 'only looks'")
      session.execute("GRANT SELECT ON `wordpress`.* TO 'auditor'@'%'")
    },
    ...options,
  })
  const as = (user: string, password: string) => database.connect({ user, password })
  return { database, time, application: as('wordpress', 'first password'), master: as('admin', 'master secret') }
}

/** The error that the work throws; fails when it throws none. */
export function thrown(work: () => unknown): {
  readonly number: number
  readonly state: string
  readonly message: string
} {
  try {
    work()
  } catch (error) {
    return error as { number: number; state: string; message: string }
  }
  throw new Error('nothing was thrown')
}

export function value(session: SqlSession, sql: string, parameters?: Record<string, SqlValue>): SqlValue | undefined {
  return session.execute(sql, parameters).rows[0]?.[0]
}

export function publish(session: SqlSession, title: string): void {
  session.execute('INSERT INTO wp_posts (post_title, post_name, post_date) VALUES (:title, :name, NOW())', {
    title,
    name: title.toLowerCase(),
  })
}

// The simulated SQL database: MySQL's dialect and errors, accounts, and restores to any moment of its history.
import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { SqlDatabase, SqlSession, SqlValue } from '../../../sandbox/world/database/contract.ts'
import { createDatabase } from '../../../sandbox/world/database/sqlite-database.ts'

const start = Date.UTC(2026, 10, 22, 14, 40)
const second = 1000

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

function wordpress(options: { readonly imageEvery?: number } = {}) {
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
function thrown(work: () => unknown): { readonly number: number; readonly state: string; readonly message: string } {
  try {
    work()
  } catch (error) {
    return error as { number: number; state: string; message: string }
  }
  throw new Error('nothing was thrown')
}

function value(session: SqlSession, sql: string, parameters?: Record<string, SqlValue>): SqlValue | undefined {
  return session.execute(sql, parameters).rows[0]?.[0]
}

function publish(session: SqlSession, title: string): void {
  session.execute('INSERT INTO wp_posts (post_title, post_name, post_date) VALUES (:title, :name, NOW())', {
    title,
    name: title.toLowerCase(),
  })
}

describe('the dialect that WordPress and the proofs speak', () => {
  const { application, time } = wordpress()
  for (const title of ['Hello', "It's", 'Third']) publish(application, title)

  test.each<[string, SqlValue]>([
    ['SELECT COUNT(*) FROM `wordpress`.`wp_posts`', 3],
    ["SELECT MD5('abc')", '900150983cd24fb0d6963f7d28e17f72'],
    ["SELECT SHA2('abc', 256)", 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ["SELECT CRC32('abc')", 891568578],
    ["SELECT HEX('abc')", '616263'],
    ['SELECT HEX(255)', 'FF'],
    ["SELECT CONCAT_WS('#', 'a', NULL, 'b')", 'a#b'],
    ["SELECT CONCAT('a', NULL)", null],
    ["SELECT IFNULL(NULL, 'x')", 'x'],
    ["SELECT COALESCE(NULL, NULL, 'y')", 'y'],
    ["SELECT IF(1 < 2, 'yes', 'no')", 'yes'],
    ['SELECT ISNULL(NULL)', 1],
    ["SELECT CAST('12' AS UNSIGNED) + 1", 13],
    ['SELECT 7 / 2', '3.5000'],
    ['SELECT SUM(ID) FROM wp_posts', '6'],
    ['SELECT COALESCE(SUM(comment_count), 0) AS n FROM wp_posts', '0'],
    ['SELECT AVG(ID) FROM wp_posts', '2.0000'],
    ["SELECT CONCAT(7 / 2, '')", '3.5'],
    ["SELECT CONV('ff', 16, 10)", '255'],
    ["SELECT SUBSTRING_INDEX('a.b.c', '.', 2)", 'a.b'],
    ["SELECT GROUP_CONCAT(post_name ORDER BY ID DESC SEPARATOR '|') FROM wp_posts", "third|it's|hello"],
    ["SELECT LENGTH(GROUP_CONCAT(REPEAT('x', 600))) FROM wp_posts", 1024],
    ['SELECT 7 DIV 2', 3],
    ['SELECT 1 || 0', 1],
    ['SELECT "double quoted" <=> \'double quoted\'', 1],
    ["SELECT 'it\\'s' = 'it''s'", 1],
    ["SELECT LENGTH('äß')", 4],
    ["SELECT CHAR_LENGTH('äß')", 2],
    ["SELECT COUNT(*) FROM wp_posts WHERE post_title = 'HELLO'", 1],
    ["SELECT COUNT(*) FROM wp_posts WHERE post_title LIKE 'h_l%'", 1],
    ["SELECT COUNT(*) FROM wp_posts WHERE post_title LIKE 'h\\_l%'", 0],
    ["SELECT GROUP_CONCAT(post_name SEPARATOR ';') FROM wp_posts", "hello;it's;third"],
    ['SELECT post_title FROM wp_posts ORDER BY ID LIMIT 1, 1', "It's"],
    ['SELECT UTC_TIMESTAMP()', '2026-11-22 14:40:00'],
    ['SELECT CURRENT_TIMESTAMP', '2026-11-22 14:40:00'],
    ['SELECT UNIX_TIMESTAMP()', start / second],
    ["SELECT UNIX_TIMESTAMP('2026-11-22 14:40:00')", start / second],
    ['SELECT DATE_SUB(NOW(), INTERVAL 2 DAY)', '2026-11-20 14:40:00'],
    ["SELECT TIMESTAMPDIFF(SECOND, '2026-11-22 14:39:30', NOW())", 30],
    ["SELECT DATE_FORMAT(MAX(post_date), '%Y/%m/%d') FROM wp_posts", '2026/11/22'],
    ['SELECT DATABASE()', 'wordpress'],
    ['SELECT VERSION()', '8.0'],
    ['SELECT @@innodb_read_only', 0],
    ['SHOW TABLES', 'wp_posts'],
  ])('%s is %j', (sql, expected) => {
    expect(value(application, sql)).toBe(expected)
  })

  test('a checksum over a table does not depend on the order of its rows and notices one changed byte', () => {
    const sql = "SELECT BIT_XOR(CAST(CRC32(CONCAT_WS('#', ID, post_title)) AS UNSIGNED)) AS sum FROM wp_posts"
    const other = wordpress().application
    for (const title of ['Hello', "It's", 'Third']) publish(other, title)
    expect(value(other, sql)).toBe(value(application, sql))
    other.execute("UPDATE wp_posts SET post_title = 'third' WHERE ID = 3")
    expect(value(other, sql)).not.toBe(value(application, sql))
  })

  test('information_schema knows the tables, columns and indexes, in upper-case labels, and no hidden table', () => {
    const tables = application.execute(
      'SELECT table_name, table_rows FROM information_schema.tables WHERE table_schema = DATABASE()',
    )
    expect(tables.columns.map(column => column.name)).toEqual(['TABLE_NAME', 'TABLE_ROWS'])
    expect(tables.rows).toEqual([['wp_posts', 3]])
    const columns = application.execute(
      "SELECT column_name, data_type, column_type, is_nullable, column_key, extra FROM information_schema.columns WHERE table_name = 'wp_posts' ORDER BY ordinal_position",
    )
    expect(columns.rows[0]).toEqual(['ID', 'bigint', 'bigint(20) unsigned', 'NO', 'PRI', 'auto_increment'])
    expect(columns.rows.map(row => row[4])).toEqual(['PRI', 'MUL', '', '', 'UNI', ''])
    expect(
      value(application, "SELECT COUNT(*) FROM information_schema.statistics WHERE index_name = 'type_status_date'"),
    ).toBe(2)
  })

  test('table_rows of a large table is an estimate that nobody may take for a count', () => {
    const { application: busy } = wordpress()
    for (let index = 0; index < 1000; index++) publish(busy, `Post ${index}`)
    const rows = Number(value(busy, "SELECT table_rows FROM information_schema.tables WHERE table_name = 'wp_posts'"))
    expect(rows).not.toBe(1000)
    expect(Math.abs(rows - 1000)).toBeLessThanOrEqual(100)
  })

  test('columns carry MySQL types, also for expressions', () => {
    const { columns } = application.execute(
      'SELECT ID, post_title, post_date, COUNT(*) AS n FROM wp_posts GROUP BY ID LIMIT 1',
    )
    expect(columns.map(column => column.type)).toEqual(['BIGINT', 'TEXT', 'DATETIME', 'BIGINT'])
  })

  test('writes report rows, generated ids and upserts', () => {
    const { application: fresh } = wordpress()
    publish(fresh, 'One')
    expect(fresh.execute("INSERT INTO wp_posts (post_title, post_name) VALUES ('Two', 'two')").insertedId).toBe(2)
    fresh.execute(
      "INSERT INTO wp_posts (post_title, post_name) VALUES ('Other', 'two') ON DUPLICATE KEY UPDATE post_title = VALUES(post_title), comment_count = comment_count + 1",
    )
    expect(fresh.execute('SELECT post_title, comment_count FROM wp_posts WHERE ID = 2').rows).toEqual([['Other', 1]])
    expect(fresh.execute("INSERT IGNORE INTO wp_posts (post_title, post_name) VALUES ('x', 'two')").affected).toBe(0)
    expect(fresh.execute("UPDATE wp_posts SET post_title = 'hacked'").affected).toBe(2)
    expect(fresh.execute('DELETE FROM wp_posts ORDER BY ID DESC LIMIT 1').affected).toBe(1)
    expect(value(fresh, 'SELECT MAX(ID) FROM wp_posts')).toBe(1)
  })

  test('defaults of the virtual clock, never of the real one', () => {
    const { master, time: clock } = wordpress()
    master.execute('CREATE TABLE log (id int PRIMARY KEY, at datetime DEFAULT CURRENT_TIMESTAMP)')
    clock.now = start + 90 * second
    master.execute('INSERT INTO log (id) VALUES (1)')
    expect(value(master, 'SELECT at FROM log')).toBe('2026-11-22 14:41:30')
    expect(time.now).toBe(start)
  })
})

describe('errors are MySQL errors', () => {
  const { application, master, database } = wordpress()
  publish(application, 'Hello')

  test.each<[string, number, string]>([
    ['SELECT * FROM wp_nothing', 1146, "Table 'wordpress.wp_nothing' doesn't exist"],
    ['SELECT nothing FROM wp_posts', 1054, "Unknown column 'nothing' in 'field list'"],
    ['SELEC 1', 1064, 'You have an error in your SQL syntax'],
    ['SELECT 1; DELETE FROM wp_posts', 1064, 'You have an error in your SQL syntax'],
    ['SELECT * FROM shop.orders', 1049, "Unknown database 'shop'"],
    ["INSERT INTO wp_posts (post_title, post_name) VALUES ('a', 'hello')", 1062, 'Duplicate entry'],
    [
      "INSERT INTO wp_posts (post_title, post_author) VALUES ('a', 'nobody')",
      1366,
      "Incorrect integer value for column 'post_author'",
    ],
    [
      "INSERT INTO wp_posts (post_title, post_name) VALUES ('a', REPEAT('x', 201))",
      1406,
      "Data too long for column 'post_name'",
    ],
    ["INSERT INTO wp_posts (post_title, post_name) VALUES (NULL, 'b')", 1048, "Column 'post_title' cannot be null"],
    ['INSERT INTO wp_posts (ID) VALUES (1, 2)', 1136, "Column count doesn't match"],
    ['SELECT NO_SUCH(1)', 1305, 'FUNCTION wordpress.NO_SUCH does not exist'],
    ["SELECT datetime('now')", 1305, 'does not exist'],
    ["SELECT strftime('%s', 'now')", 1305, 'does not exist'],
    ['SELECT random()', 1235, 'RANDOM()'],
    ['SELECT RAND()', 1235, 'RAND()'],
    ['SELECT UUID()', 1235, 'UUID()'],
    ["SELECT JSON_OBJECT('a', 1)", 1235, 'JSON_OBJECT()'],
    ["SELECT BINARY 'a' = 'A'", 1235, 'BINARY'],
    ['(SELECT 1) UNION (SELECT 2)', 1235, 'parentheses'],
    ['START TRANSACTION', 1235, 'START TRANSACTION'],
    ['INSERT INTO wp_posts SET post_title = 1', 1235, 'INSERT … SET'],
    ['SELECT * FROM __accounts', 1146, "doesn't exist"],
    ['SELECT * FROM sqlite_master', 1146, "doesn't exist"],
    ['PRAGMA user_version', 1064, 'syntax'],
    ['SELECT :missing', 2031, 'missing'],
    ['SELECT * FROM WP_POSTS', 1146, "Table 'wordpress.WP_POSTS' doesn't exist"],
    ["SELECT ID FROM wp_posts WHERE post_name GLOB 'a*'", 1064, 'GLOB'],
    ['SELECT CAST(ID AS INTEGER) FROM wp_posts', 1064, 'INTEGER'],
    ['SELECT 1 == 1', 1064, '=='],
    ['INSERT OR REPLACE INTO wp_posts (ID) VALUES (1)', 1064, 'syntax'],
  ])('%s gives %i', (sql, number, text) => {
    const error = thrown(() => application.execute(sql))
    expect({ number: error.number, message: error.message }).toEqual({ number, message: expect.stringContaining(text) })
  })

  test('a wrong password, an unknown user and a missing privilege are told apart', () => {
    expect(thrown(() => database.connect({ user: 'wordpress', password: 'guess', from: '10.1.2.3' })).message).toBe(
      "Access denied for user 'wordpress'@'10.1.2.3' (using password: YES)",
    )
    expect(thrown(() => database.connect({ user: 'ghost', password: '' })).number).toBe(1045)
    const auditor = database.connect({ user: 'auditor', password: 'only looks', from: '10.1.2.3' })
    expect(value(auditor, 'SELECT COUNT(*) FROM wp_posts')).toBe(1)
    expect(thrown(() => auditor.execute('DELETE FROM wp_posts'))).toMatchObject({
      number: 1142,
      state: '42000',
      message: "DELETE command denied to user 'auditor'@'10.1.2.3' for table 'wp_posts'",
    })
    expect(thrown(() => application.execute('DROP TABLE wp_posts')).number).toBe(1142)
    expect(thrown(() => application.execute("ALTER USER 'admin'@'%' IDENTIFIED BY 'mine now'")).number).toBe(1227)
    expect(thrown(() => application.execute("GRANT SELECT ON wordpress.* TO 'auditor'@'%'")).number).toBe(1044)
  })

  test('a reader instance refuses writes', () => {
    const reader = database.connect({ user: 'wordpress', password: 'first password', readOnly: true })
    expect(value(reader, 'SELECT @@innodb_read_only')).toBe(1)
    expect(thrown(() => publish(reader, 'x')).number).toBe(1290)
  })

  test('accounts are made, altered, restricted and dropped as MySQL does', () => {
    master.execute("CREATE USER 'temp'@'%' IDENTIFIED BY 'one'")
    expect(thrown(() => master.execute("CREATE USER 'temp'@'%' IDENTIFIED BY 'two'")).number).toBe(1396)
    expect(thrown(() => database.connect({ user: 'temp', password: 'one' })).number).toBe(1044)
    master.execute("GRANT ALL PRIVILEGES ON `wordpress`.`wp_posts` TO 'temp'@'%'")
    const temp = database.connect({ user: 'temp', password: 'one' })
    expect(value(temp, 'SELECT COUNT(*) FROM wp_posts')).toBe(1)
    master.execute("REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'temp'@'%'")
    expect(thrown(() => temp.execute('SELECT 1 FROM wp_posts')).number).toBe(1142)
    master.execute("DROP USER 'temp'@'%'")
    expect(thrown(() => database.connect({ user: 'temp', password: 'one' })).number).toBe(1045)
    expect(thrown(() => master.execute("DROP USER 'temp'@'%'")).number).toBe(1396)
  })
})

describe('restoring to a moment', () => {
  test('brings back the rows and the passwords of that moment, and the two databases live apart', () => {
    const { database, time, application, master } = wordpress()
    time.now = start + 10 * second
    publish(application, 'Before')
    time.now = start + 20 * second
    master.execute("ALTER USER 'wordpress'@'%' IDENTIFIED BY 'second password'")
    time.now = start + 30 * second
    application.execute('DELETE FROM wp_posts')
    time.now = start + 600 * second

    const restored = database.at(start + 19 * second)
    const session = restored.connect({ user: 'wordpress', password: 'first password' })
    expect(thrown(() => restored.connect({ user: 'wordpress', password: 'second password' })).number).toBe(1045)
    expect(value(session, 'SELECT post_title FROM wp_posts')).toBe('Before')
    expect(value(session, 'SELECT post_date FROM wp_posts')).toBe('2026-11-22 14:40:10')
    expect(restored.newestWriteAt).toBe(start + 10 * second)
    publish(session, 'After')
    expect(value(session, 'SELECT MAX(ID) FROM wp_posts')).toBe(2)
    expect(value(application, 'SELECT COUNT(*) FROM wp_posts')).toBe(0)
    expect(restored.earliest).toBe(start + 600 * second)
    expect(() => database.at(start - 1)).toThrow(/no history before/)
  })

  test('a restored database can be restored again, and DROP TABLE can be undone', () => {
    const { database, time, application, master } = wordpress()
    publish(application, 'Kept')
    time.now = start + 60 * second
    master.execute('DROP TABLE wp_posts')
    expect(thrown(() => publish(application, 'x')).number).toBe(1146)
    const once = database.at(start + 59 * second)
    time.now = start + 120 * second
    publish(once.connect({ user: 'wordpress', password: 'first password' }), 'Again')
    const twice = once.at(start + 119 * second)
    const rows = (each: SqlDatabase) =>
      each.connect({ user: 'auditor', password: 'only looks' }).execute('SELECT post_title FROM wp_posts').rows.flat()
    expect([rows(once), rows(twice)]).toEqual([['Kept', 'Again'], ['Kept']])
  })

  type Write = { readonly wait: number; readonly key: number; readonly act: 'put' | 'remove' | 'bump' | 'fail' }
  const writes = fc.array(
    fc.record<Write>({
      wait: fc.integer({ min: 0, max: 5 }),
      key: fc.integer({ min: 1, max: 6 }),
      act: fc.constantFrom('put', 'remove', 'bump', 'fail'),
    }),
    { maxLength: 40 },
  )

  test('holds exactly the writes acknowledged by then, whatever was written (law)', () => {
    fc.assert(
      fc.property(
        writes,
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 1, max: 7 }),
        (sequence, moment, imageEvery) => {
          const { database, time, application } = wordpress({ imageEvery })
          const model = new Map<number, number>()
          let expected: [number, number][] = []
          for (const write of sequence) {
            time.now += write.wait * second
            perform(application, model, write)
            if (time.now <= start + moment * second) expected = [...model].sort(([a], [b]) => a - b)
          }
          const restored = database.at(start + moment * second).connect({ user: 'auditor', password: 'only looks' })
          expect(restored.execute('SELECT ID, comment_count FROM wp_posts ORDER BY ID').rows).toEqual(expected)
        },
      ),
      { numRuns: 150 },
    )
  })

  function perform(session: SqlSession, model: Map<number, number>, { key, act }: Write): void {
    const name = `post-${key}`
    if (act === 'put') {
      session.execute('REPLACE INTO wp_posts (ID, post_title, post_name) VALUES (:key, :name, :name)', { key, name })
      model.set(key, 0)
    } else if (act === 'bump') {
      session.execute('UPDATE wp_posts SET comment_count = comment_count + 1 WHERE ID = :key', { key })
      if (model.has(key)) model.set(key, (model.get(key) ?? 0) + 1)
    } else if (act === 'remove') {
      session.execute(`DELETE FROM wp_posts WHERE ID = ${key}`)
      model.delete(key)
    } else {
      expect(
        thrown(() =>
          session.execute('UPDATE wp_posts SET post_title = NULL WHERE ID IN (:key, 99)  OR no_column = 1', { key }),
        ).number,
      ).toBe(1054)
    }
  }
})

test('a day of writes is restored to an hour before its end, to the very write', () => {
  const { database, time, application } = wordpress()
  for (let index = 0; index < 3000; index++) {
    time.now += 10 * second
    publish(application, `Post ${index}`)
  }
  for (let index = 0; index < 5640; index++) {
    time.now += 10 * second
    application.execute(`UPDATE wp_posts SET comment_count = ${index} WHERE ID = ${index % 3000}`)
  }

  const restored = database.at(time.now - 3600 * second)

  expect(restored.newestWriteAt).toBe(time.now - 3600 * second)
})

// The simulated SQL database has the errors of MySQL, its accounts and its privileges.
import { describe, expect, test } from '@jest/globals'
import { publish, thrown, value, wordpress } from './database-world.ts'

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

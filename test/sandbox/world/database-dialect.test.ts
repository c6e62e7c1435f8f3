// The simulated SQL database speaks the dialect of MySQL that WordPress and the proofs speak.
import { describe, expect, test } from '@jest/globals'
import type { SqlValue } from '../../../sandbox/world/database/contract.ts'
import { publish, second, start, value, wordpress } from './database-world.ts'

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

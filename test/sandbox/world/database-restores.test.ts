// The simulated SQL database is restored to any moment of its history, to the very write.
import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { SqlDatabase, SqlSession } from '../../../sandbox/world/database/contract.ts'
import { publish, second, start, thrown, value, wordpress } from './database-world.ts'

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

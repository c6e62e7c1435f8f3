// What proves restored data, how SQL is spelled, and how rows of two databases are compared.
import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { momentProof, relationProof, shareProofs, tableProof } from '../../domain/data-proofs.ts'
import { advance, beginExport, resultOf } from '../../domain/row-export.ts'
import { type ComparedTable, differing, groups, hashPage, type Key, rowsWith } from '../../domain/row-pages.ts'
import { instantOf, newestOf, sqlInstant, sqlName, sqlText } from '../../domain/sql-text.ts'
import { comparable } from '../../domain/table-columns.ts'
import type { SqlSession } from '../../sandbox/world/database/contract.ts'
import { createDatabase } from '../../sandbox/world/database/sqlite-database.ts'

describe('Proofs', () => {
  test('a few orphans are tolerated, more are not', () => {
    expect(relationProof('r', 10, 20).ok).toBe(true)
    expect(relationProof('r', 11, 20).ok).toBe(false)
    expect(relationProof('r', 200, 10_000).ok).toBe(true)
    expect(relationProof('r', 201, 10_000).ok).toBe(false)
  })

  test('half of the rows must be there unless the damage explains it; an empty or unreadable table says nothing', () => {
    const oks = (explained: boolean) =>
      shareProofs({ posts: 49, users: 3, comments: 1 }, { posts: 100, users: 0 }, explained).map(proof => proof.ok)
    expect(oks(false)).toEqual([false])
    expect(oks(true)).toEqual([true])
  })

  test('one essential table less is a failure, one usual table less a remark', () => {
    const all = ['posts', 'postmeta', 'comments', 'users', 'usermeta', 'options']
    expect(tableProof(all)).toMatchObject({ ok: true, found: expect.stringMatching(/without .*links/) })
    expect(tableProof(all.slice(1)).ok).toBe(false)
  })

  test('a write in the second of the moment is in, a second later is not', () => {
    const moment = '2030-03-04T09:58:30Z'
    expect([null, moment, '2030-03-04T09:58:31Z'].map(newest => momentProof(newest, moment).ok)).toEqual([
      true,
      true,
      false,
    ])
  })
})

describe('Spelling SQL', () => {
  const time = { now: Date.parse('2030-03-04T10:00:00Z') }
  const session = createDatabase({
    schema: 's',
    now: () => time.now,
    master: { user: 'admin', password: 'p' },
  }).connect({ user: 'admin', password: 'p' })

  test('any text without control characters comes back as it went in', () => {
    const text = fc.string({ unit: 'grapheme' }).filter(each => !/\p{Cc}/u.test(each))
    fc.assert(fc.property(text, each => session.execute(`SELECT ${sqlText(each)} AS t`).rows[0]?.[0] === each))
    expect(() => sqlText('a\nb')).toThrow(RangeError)
    expect(sqlName('a`b')).toBe('`a``b`')
  })

  test('instants go to DATETIME and back; zero dates and NULL are no instants', () => {
    expect(sqlInstant('2030-03-04T09:58:30.900Z')).toBe('2030-03-04 09:58:30')
    expect(instantOf('2030-03-04 09:58:30')).toBe('2030-03-04T09:58:30Z')
    expect([null, '0000-00-00 00:00:00', 'x'].map(instantOf)).toEqual([undefined, undefined, undefined])
    expect(newestOf([null, '2030-01-01 00:00:00', '2031-01-01 00:00:00'])).toBe('2031-01-01T00:00:00Z')
    expect(newestOf([])).toBeNull()
  })
})

describe('Comparing rows', () => {
  const table: ComparedTable = { table: 't', key: ['a', 'b'], columns: ['a', 'b', 'v', 'w'], keep: null }
  const rows = fc.uniqueArray(
    fc.record({
      a: fc.integer({ min: 0, max: 5 }),
      b: fc.integer({ min: 0, max: 5 }),
      v: fc.option(fc.constantFrom('', '-', 'x', 'x|1:y', 'y')),
      w: fc.constantFrom('', '1:y', 'y'),
    }),
    {
      selector: row => `${row.a} ${row.b}`,
      maxLength: 25,
    },
  )
  type Rows = readonly { readonly a: number; readonly b: number; readonly v: string | null; readonly w: string }[]

  function holding(content: Rows): SqlSession {
    const database = createDatabase({ schema: 's', now: () => 0, master: { user: 'admin', password: 'p' } })
    const session = database.connect({ user: 'admin', password: 'p' })
    session.execute('CREATE TABLE t (a INT NOT NULL, b INT NOT NULL, v TEXT, w TEXT, PRIMARY KEY (a, b))')
    for (const { a, b, v, w } of content) session.execute('INSERT INTO t VALUES (:a, :b, :v, :w)', { a, b, v, w })
    return session
  }

  function pageOf(session: SqlSession, after: Key | null, upTo: Key | null, limit: number) {
    const { sql, parameters } = hashPage({ table, after, upTo, limit })
    return session
      .execute(sql, parameters)
      .rows.map(([a, b, h, n]) => ({ key: [Number(a), Number(b)], hash: String(h), size: Number(n) }))
  }

  test('pages of any size visit every row once, in order, and find exactly the rows that differ', () => {
    fc.assert(
      fc.property(rows, rows, fc.integer({ min: 1, max: 7 }), (ours, theirs, size) => {
        const [from, against] = [holding(ours), holding(theirs)]
        const visited: Key[] = []
        const found: string[] = []
        let after: Key | null = null
        for (;;) {
          const page = pageOf(from, after, null, size)
          const end: Key | undefined = page.at(-1)?.key
          const others = end ? pageOf(against, after, end, 1000) : []
          visited.push(...page.map(row => row.key))
          found.push(...differing(page, others).map(row => row.key.join(' ')))
          if (page.length < size || !end) break
          after = end
        }
        const known = new Map(theirs.map(row => [`${row.a} ${row.b}`, JSON.stringify(row)]))
        const expected = ours
          .filter(row => known.get(`${row.a} ${row.b}`) !== JSON.stringify(row))
          .map(row => `${row.a} ${row.b}`)
        expect(visited).toEqual(
          ours.map(row => [row.a, row.b]).toSorted((x, y) => (x[0] ?? 0) - (y[0] ?? 0) || (x[1] ?? 0) - (y[1] ?? 0)),
        )
        expect(found.toSorted()).toEqual(expected.toSorted())
      }),
      { numRuns: 40 },
    )
  })

  test('whole rows are fetched by their keys', () => {
    const session = holding([
      { a: 1, b: 2, v: null, w: 'x' },
      { a: 1, b: 3, v: 'y', w: '' },
    ])
    const { sql, parameters } = rowsWith(table, [
      [1, 2],
      [1, 3],
    ])
    expect(session.execute(sql, parameters).rows).toEqual([
      [1, 2, null, 'x'],
      [1, 3, 'y', ''],
    ])
  })

  test('groups hold every row once, within their limits, and a row that is too long is told apart', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 120 }))
    fc.assert(
      fc.property(sizes, all => {
        const rows = all.map((size, index) => ({ key: [index], hash: '', size }))
        const { fitting, tooLong } = groups(rows, { rows: 5, bytes: 100 })
        expect(
          [...fitting.flat(), ...tooLong].map(row => row.key[0]).toSorted((x, y) => Number(x) - Number(y)),
        ).toEqual(rows.map(row => row.key[0]))
        expect(fitting.every(group => group.length <= 5 && group.reduce((sum, row) => sum + row.size, 0) <= 100)).toBe(
          true,
        )
        expect(tooLong.every(row => row.size > 100)).toBe(true)
      }),
    )
  })

  test('tables without a primary key, missing ones and those with other columns are told', () => {
    const column = (name: string, primary = false, of = 'wp_a') => ({ table: of, name, primary })
    const ours = [
      column('id', true),
      column('x'),
      column('y', false, 'wp_b'),
      column('id', true, 'wp_c'),
      column('id', true, 'other'),
    ]
    const { tables, whole, notes } = comparable(ours, [column('id', true)], 'wp_')
    expect(tables.map(each => each.table)).toEqual(['wp_a', 'wp_c'])
    expect(whole).toEqual(['wp_a', 'wp_c'])
    expect(notes.join()).toMatch(/wp_b has no primary key/)
  })

  test('the cursor counts what was exported and moves to the next table when one has ended', () => {
    const begun = beginExport({ tables: [table, { ...table, table: 'u' }], whole: [], notes: [] })
    const middle = advance(begun, { last: [1, 2], compared: 10, found: 3, note: null })
    expect(middle).toMatchObject({ after: [1, 2], page: 1, compared: 10 })
    const next = advance(middle, { last: null, compared: 5, found: 1, note: 'one row too long' })
    expect(next).toMatchObject({ remaining: [{ table: 'u' }], after: null, page: 0 })
    const end = advance(next, { last: null, compared: 0, found: 0, note: null })
    expect(resultOf(end, 'k/')).toEqual({
      rows: 4,
      byTable: [{ table: 't', rows: 4 }],
      key: 'k/',
      notes: ['one row too long'],
    })
  })
})

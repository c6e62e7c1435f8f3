// Prometheus and Grafana as servers: what they keep on their disks, and what they answer to right and wrong questions.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { chanceFrom } from '../../../sandbox/chance.ts'
import { VirtualClock } from '../../../sandbox/clock.ts'
import { Lifecycle } from '../../../sandbox/lifecycle.ts'
import { FileTree, FileView } from '../../../sandbox/world/files/index.ts'
import { dashboards } from '../../../sandbox/world/monitoring/dashboards.ts'
import { Grafana } from '../../../sandbox/world/monitoring/grafana.ts'
import { askGrafana } from '../../../sandbox/world/monitoring/grafana-api.ts'
import { databaseAt } from '../../../sandbox/world/monitoring/grafana-database.ts'
import { evaluate } from '../../../sandbox/world/monitoring/promql.ts'
import { BadQuery, parseQuery, QueryNotSimulated } from '../../../sandbox/world/monitoring/promql-syntax.ts'
import { day, hour, joined, minute, type Range, scrapeEvery, within } from '../../../sandbox/world/monitoring/ranges.ts'
import { openDatabase, writeDatabase } from '../../../sandbox/world/monitoring/tsdb-disk.ts'
import { layoutOf } from '../../../sandbox/world/monitoring/tsdb-layout.ts'

const now = Date.parse('2030-03-04T06:30:00Z')
const disk = () => new FileTree(() => now)
/** Stretches of the last two days, none of which touches another. */
const stretches = fc
  .array(fc.tuple(fc.integer({ min: 2, max: 300 }), fc.integer({ min: 0, max: 200 })), { minLength: 1, maxLength: 8 })
  .map(pairs => {
    const ranges: Range[] = []
    let to = now
    for (const [gap, length] of pairs) {
      const end = to - gap * minute
      const from = end - length * minute
      ranges.unshift({ from, to: end })
      to = from
    }
    return ranges
  })
const scrapes = (ranges: readonly Range[]): number[] =>
  ranges.flatMap(({ from, to }) =>
    Array.from({ length: Math.floor((to - from) / scrapeEvery) + 1 }, (_, index) => from + index * scrapeEvery),
  )

describe('The disk of Prometheus', () => {
  test('gives back every sample that was written, whatever the gaps between them', () => {
    fc.assert(
      fc.property(stretches, ranges => {
        const tree = disk()
        writeDatabase(tree, '/prometheus-db', layoutOf(ranges, now, 15 * day))
        expect(scrapes(openDatabase(tree, '/prometheus-db').ranges)).toEqual(scrapes(ranges))
      }),
      { numRuns: 60 },
    )
  })

  test('is written anew without a loss when more has been scraped, and blocks that stay the same stay', () => {
    const first = [{ from: now - 2 * day, to: now - 10 * minute }]
    const tree = disk()
    writeDatabase(tree, '/db', layoutOf(first, now, 15 * day))
    const view = new FileView(tree)
    const old = view.readdir('/db').filter(name => name.length === 26)
    const later = now + 4 * hour
    const more = joined([...openDatabase(tree, '/db').ranges, { from: now, to: later }])
    writeDatabase(tree, '/db', layoutOf(more, later, 15 * day))
    expect(scrapes(openDatabase(tree, '/db').ranges)).toEqual(scrapes(more))
    const kept = view.readdir('/db').filter(name => old.includes(name))
    expect(kept.length).toBeGreaterThanOrEqual(2)
    const meta = JSON.parse(Buffer.from(view.readFile(`/db/${kept[0]}/meta.json`)).toString())
    expect(meta).toMatchObject({ ulid: kept[0], version: 1, stats: { numSeries: 152_100 } })
    expect(meta.maxTime - meta.minTime).toBe(18 * hour)
  })

  test('forgets what is older than its retention', () => {
    const tree = disk()
    writeDatabase(tree, '/db', layoutOf([{ from: now - 40 * day, to: now }], now, 15 * day))
    const [oldest] = openDatabase(tree, '/db').ranges
    expect(now - (oldest?.from ?? 0)).toBeGreaterThan(15 * day)
    expect(now - (oldest?.from ?? 0)).toBeLessThan(17 * day)
  })
})

describe('A query', () => {
  const ask = (ranges: readonly Range[], text: string, at = now) => evaluate({ ranges }, parseQuery(text), at)
  const first = (value: ReturnType<typeof ask>) => ('vector' in value ? value.vector[0]?.value : value.scalar)

  test('counts exactly the samples of its window', () => {
    fc.assert(
      fc.property(stretches, fc.integer({ min: 1, max: 2000 }), (ranges, minutes) => {
        const counted = scrapes(ranges).filter(at => at > now - minutes * minute && at <= now).length
        expect(first(ask(ranges, `count_over_time(up{job="prometheus"}[${minutes}m])`)) ?? 0).toBe(counted)
      }),
      { numRuns: 100 },
    )
  })

  test('sees the newest sample of five minutes, and none in a gap', () => {
    const ranges = [{ from: now - hour, to: now - 4 * minute }]
    expect(first(ask(ranges, 'max(timestamp(up))'))).toBe((now - 4 * minute) / 1000)
    expect(ask(ranges, 'up', now + 2 * minute)).toEqual({ vector: [] })
    expect(first(ask(ranges, 'absent(up)', now + 2 * minute))).toBe(1)
    expect(first(ask(ranges, 'count(up{job=~"kube.*"} == 1)'))).toBe(7)
    expect(first(ask(ranges, 'count by (job) (up == 0)'))).toBeUndefined()
  })

  test('that is wrong is refused, and one that is not simulated is refused by its name', () => {
    for (const text of ['', 'up{', 'count(up', 'up[5m]', 'count_over_time(up)', 'up ?'])
      expect(() => ask([{ from: now - hour, to: now }], text)).toThrow(BadQuery)
    for (const text of ['rate(up[5m])', 'up and up', 'no_such_metric', 'max_over_time(up[1h:5m])', 'up offset 1h'])
      expect(() => ask([{ from: now - hour, to: now }], text)).toThrow(QueryNotSimulated)
  })

  test('of a cut stretch keeps the times of its samples', () => {
    fc.assert(
      fc.property(
        stretches,
        fc.integer({ min: 0, max: 2 * day }),
        fc.integer({ min: 0, max: day }),
        (ranges, ago, span) => {
          const window = { from: now - ago, to: now - ago + span }
          const wanted = scrapes(ranges).filter(at => at >= window.from && at <= window.to)
          expect(scrapes(within(ranges, window))).toEqual(wanted)
        },
      ),
    )
  })
})

describe('Grafana', () => {
  const administrator = { user: 'admin', password: 'secret' }
  async function running(tree: FileTree) {
    const clock = new VirtualClock(now)
    const lifecycle = new Lifecycle(clock, chanceFrom('a seed'))
    const grafana = new Grafana({
      now: () => clock.now(),
      lifecycle,
      name: 'a/b',
      disk: tree,
      root: '/',
      administrator,
    })
    await clock.run(now + 10 * minute)
    const authorization = `Basic ${Buffer.from('admin:secret').toString('base64')}`
    const ask = (method: string, path: string, body?: object, headers: Record<string, string> = { authorization }) => {
      const url = new URL(`http://grafana${path}`)
      const {
        status,
        body: text,
        ...rest
      } = askGrafana(grafana, {
        ...{ method, path: url.pathname, query: url.searchParams, headers, body: body ? JSON.stringify(body) : '' },
      })
      return { status, body: JSON.parse(text), ...rest }
    }
    return { grafana, ask }
  }
  const full = () => {
    const tree = disk()
    new FileView(tree).writeFile('/grafana.db', new Uint8Array(databaseAt(now, administrator).serialize()))
    return tree
  }

  test('on an empty disk makes an empty database and says that it is well', async () => {
    const { ask } = await running(disk())
    expect(ask('GET', '/api/health').body.database).toBe('ok')
    expect(ask('GET', '/api/search').body).toEqual([])
    expect(ask('GET', '/api/datasources').body).toEqual([])
  })

  test('lets nobody in but with the password in its database, in a header or by a session', async () => {
    const { ask } = await running(full())
    expect(ask('GET', '/api/search', undefined, {}).status).toBe(401)
    expect(ask('POST', '/login', { user: 'admin', password: 'other' }).status).toBe(401)
    const { headers } = ask('POST', '/login', { user: 'admin', password: 'secret' }, {})
    const cookie = headers?.['set-cookie']?.split(';')[0] ?? ''
    expect(ask('GET', '/api/folders', undefined, { cookie }).body).toHaveLength(4)
    expect(ask('GET', '/api/folders', undefined, { cookie: 'grafana_session=guessed' }).status).toBe(401)
  })

  test('finds folders among the dashboards unless asked for dashboards only, and no more than asked', async () => {
    const { ask } = await running(full())
    expect(ask('GET', '/api/search').body).toHaveLength(dashboards.length + 4)
    expect(ask('GET', '/api/search?type=dash-db').body).toHaveLength(25)
    expect(ask('GET', '/api/search?type=dash-db&limit=10&page=3').body).toHaveLength(5)
  })

  test('does not take back what it gave: the body needs its own form, no id of another database, and a way over versions', async () => {
    const { ask } = await running(full())
    const given = ask('GET', '/api/dashboards/uid/d001-nodes').body
    expect(ask('POST', '/api/dashboards/db', given.dashboard).status).toBe(400)
    expect(ask('POST', '/api/dashboards/db', { dashboard: { ...given.dashboard, id: 4711 } }).status).toBe(404)
    const imported = { ...given.dashboard, id: null, version: 0 }
    expect(ask('POST', '/api/dashboards/db', { dashboard: imported }).status).toBe(412)
    expect(ask('POST', '/api/dashboards/db', { dashboard: imported, overwrite: true }).body.version).toBe(2)
    expect(ask('POST', '/api/dashboards/db', { dashboard: imported, overwrite: true, folderUid: 'none' }).status).toBe(
      400,
    )
    // The folder was not said, so the dashboard has left it.
    expect(ask('GET', '/api/dashboards/uid/d001-nodes').body.meta.folderUid).toBe('')
  })

  test('keeps what was changed on its disk, for the next one that starts there', async () => {
    const tree = full()
    const { grafana, ask } = await running(tree)
    expect(ask('DELETE', '/api/dashboards/uid/d002-cluster-capacity').status).toBe(200)
    expect(ask('POST', '/api/folders', { uid: 'new', title: 'New' }).status).toBe(200)
    expect(ask('POST', '/api/folders', { uid: 'new', title: 'New' }).status).toBe(409)
    expect(ask('POST', '/api/datasources', { name: 'Prometheus', type: 'prometheus' }).status).toBe(409)
    grafana.stop()
    const next = await running(tree)
    expect(next.ask('GET', '/api/search?type=dash-db').body).toHaveLength(24)
    expect(next.ask('GET', '/api/folders/new').body.title).toBe('New')
    expect(next.ask('GET', '/api/alerts').status).toBe(501)
  })

  test('ends when its file is no sound database', async () => {
    const tree = disk()
    new FileView(tree).writeFile('/grafana.db', 'not a database at all, though long enough to be looked at twice')
    expect((await running(tree)).grafana.hasEnded).toBe(true)
  })
})

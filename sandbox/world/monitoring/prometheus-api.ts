// The HTTP API of Prometheus, as far as proofs and dashboards ask it. Source: prometheus.io, "HTTP API".
import type { ServiceAnswer, ServiceRequest } from '../../kubernetes/api/server.ts'
import type { Prometheus } from './prometheus.ts'
import { type Data, evaluate, type Value } from './promql.ts'
import { BadQuery, type Expression, parseQuery, QueryNotSimulated } from './promql-syntax.ts'
import { newestUntil, scrapeEvery } from './ranges.ts'
import { samplesPerScrape, targets } from './targets.ts'

export type Request = Pick<ServiceRequest, 'path' | 'query' | 'method' | 'headers' | 'body'>

const json = (status: number, body: object): ServiceAnswer => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(body),
})
const text = (status: number, body: string): ServiceAnswer => ({
  status,
  contentType: 'text/plain; charset=utf-8',
  body,
})
const success = (data: unknown) => json(200, { status: 'success', data })
const failure = (status: number, errorType: string, error: string) =>
  json(status, { status: 'error', errorType, error })

/** More points than these a range query may not have for a series. */
const mostPoints = 11_000

export function askPrometheus(server: Prometheus, request: Request, now: number): ServiceAnswer {
  const { path, method } = request
  if (path === '/-/healthy') return text(200, 'Prometheus Server is Healthy.\n')
  if (!server.isReady) return text(503, 'Service Unavailable')
  if (path === '/-/ready') return text(200, 'Prometheus Server is Ready.\n')
  if (method !== 'GET' && method !== 'POST') return text(405, 'Method Not Allowed')
  try {
    return routed(server, request, now)
  } catch (error) {
    if (error instanceof BadQuery) return failure(400, 'bad_data', error.message)
    if (error instanceof QueryNotSimulated)
      return failure(501, 'not_simulated', `not simulated by the sandbox: ${error.message}`)
    throw error
  }
}

function routed(server: Prometheus, { path, query, method, body }: Request, now: number): ServiceAnswer {
  const data: Data = { ranges: server.ranges() }
  const given = method === 'POST' ? new URLSearchParams(body) : query
  switch (path) {
    case '/api/v1/query': {
      const at = momentOf(given.get('time'), now)
      return success(instant(evaluate(data, parseQuery(given.get('query') ?? ''), at), at))
    }
    case '/api/v1/query_range':
      return rangeQuery(data, given, now)
    case '/api/v1/targets':
      return success({ activeTargets: activeTargets(server, now), droppedTargets: [], droppedTargetCounts: {} })
    case '/api/v1/status/tsdb':
      return success({ headStats: headStats(data, now) })
    case '/api/v1/status/runtimeinfo':
      return success({
        startTime: new Date(server.startedAt).toISOString(),
        corruptionCount: server.corruptions,
        storageRetention: `${server.retention / 86_400_000}d`,
        timeSeriesCount: samplesPerScrape,
      })
    case '/api/v1/status/buildinfo':
      return success({ version: '3.5.0' })
    default:
      return path.startsWith('/api/')
        ? failure(501, 'not_simulated', `not simulated by the sandbox: Prometheus ${path}`)
        : text(404, '404 page not found\n')
  }
}

/** @throws BadQuery */
function momentOf(given: string | null, fallback: number): number {
  if (given === null || given === '') return fallback
  const at = /^\d+(\.\d+)?$/.test(given) ? Number(given) * 1000 : Date.parse(given)
  if (Number.isNaN(at)) throw new BadQuery(`invalid parameter "time": cannot parse "${given}" to a valid timestamp`)
  return at
}

const point = (at: number, value: number): readonly [number, string] => [at / 1000, String(value)]

function instant(value: Value, at: number): object {
  if ('scalar' in value) return { resultType: 'scalar', result: point(at, value.scalar) }
  return {
    resultType: 'vector',
    result: value.vector.map(({ metric, value: each }) => ({ metric, value: point(at, each) })),
  }
}

function rangeQuery(data: Data, given: URLSearchParams, now: number): ServiceAnswer {
  const start = momentOf(given.get('start'), now)
  const end = momentOf(given.get('end'), now)
  const step = stepOf(given.get('step'))
  if (end < start) throw new BadQuery('invalid parameter "end": end timestamp must not be before start time')
  if ((end - start) / step > mostPoints)
    throw new BadQuery(
      `exceeded maximum resolution of ${mostPoints} points per timeseries. Try decreasing the query resolution (?step=XX)`,
    )
  return success({
    resultType: 'matrix',
    result: matrix(data, parseQuery(given.get('query') ?? ''), { start, end, step }),
  })
}

/** Milliseconds, of seconds or of a duration such as `30s`. */
function stepOf(given: string | null): number {
  const [, count, unit = 's'] = /^(\d+(?:\.\d+)?)([smhd])?$/.exec(given ?? '') ?? []
  const step = Number(count) * { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit as 's' | 'm' | 'h' | 'd']
  if (!(step > 0))
    throw new BadQuery('zero or negative query resolution step widths are not accepted. Try a positive integer')
  return step
}

/** Series and their values, in the order in which they appear. */
function matrix(
  data: Data,
  expression: Expression,
  { start, end, step }: { start: number; end: number; step: number },
): object[] {
  const found = new Map<string, { readonly metric: object; readonly values: (readonly [number, string])[] }>()
  for (let at = start; at <= end; at += step) {
    const value = evaluate(data, expression, at)
    const samples = 'scalar' in value ? [{ metric: {}, value: value.scalar }] : value.vector
    for (const sample of samples) {
      const key = JSON.stringify(sample.metric)
      const series = found.get(key) ?? { metric: sample.metric, values: [] }
      found.set(key, series)
      series.values.push(point(at, sample.value))
    }
  }
  return [...found.values()]
}

/** A target's first scrape comes within the interval, by an offset of its own; until then its health is unknown. */
function activeTargets(server: Prometheus, now: number): object[] {
  return targets.map(({ job, instance }, index) => {
    const first = server.readyAt + ((index * 7919) % scrapeEvery)
    const scraped = now >= first
    const last = first + Math.floor((now - first) / scrapeEvery) * scrapeEvery
    return {
      discoveredLabels: { __address__: instance },
      labels: { instance, job, namespace: 'observability' },
      scrapePool: `serviceMonitor/observability/${job}/0`,
      scrapeUrl: `http://${instance}/metrics`,
      lastError: '',
      lastScrape: scraped ? new Date(last).toISOString() : '0001-01-01T00:00:00Z',
      lastScrapeDuration: scraped ? 0.02 : 0,
      health: scraped ? 'up' : 'unknown',
      scrapeInterval: `${scrapeEvery / 1000}s`,
      scrapeTimeout: '10s',
    }
  })
}

/** Of the head: what is not in a block yet. */
function headStats({ ranges }: Data, now: number): object {
  const begins = Math.floor((now - 3_600_000) / 7_200_000) * 7_200_000
  const oldest = ranges.find(({ to }) => to >= begins)
  return {
    numSeries: samplesPerScrape,
    numLabelPairs: Math.round(samplesPerScrape / 4),
    chunkCount: samplesPerScrape * 2,
    minTime: oldest ? Math.max(oldest.from, begins) : now,
    maxTime: newestUntil(ranges, now) ?? now,
  }
}

// Answers to queries, from the stretches that were scraped: no sample is kept, every one can be told.
import { BadQuery, type Expression, type Matcher, QueryNotSimulated, type Selector } from './promql-syntax.ts'
import { newestUntil, type Range, scrapesBetween, seenAt } from './ranges.ts'
import { samplesPerScrape, type Target, targets } from './targets.ts'

export type Labels = Readonly<Record<string, string>>

export interface Sample {
  readonly metric: Labels
  readonly value: number
}

export type Value = { readonly scalar: number } | { readonly vector: readonly Sample[] }

interface Series {
  readonly labels: Labels
  readonly value: (at: number) => number
}

/** Of a database as it is; `oldest` is what its oldest block or head begins with. */
export interface Data {
  readonly ranges: readonly Range[]
}

const labelsOf = ({ job, instance }: Target): Labels => ({ instance, job, namespace: 'observability' })

const ofEveryTarget = (metric: string, value: (target: Target, at: number) => number): readonly Series[] =>
  targets.map(target => ({ labels: { __name__: metric, ...labelsOf(target) }, value: at => value(target, at) }))

const ofPrometheus = (metric: string, value: (at: number) => number): readonly Series[] => [
  { labels: { __name__: metric, ...labelsOf(targets.find(({ job }) => job === 'prometheus') as Target) }, value },
]

/** Requests served since the beginning of 2029, about three a second. */
const requests = (at: number): number => Math.floor(((at - Date.UTC(2029, 0, 1)) / 1000) * 3)

/** A metric that nobody exports has no series: an empty result, as in life. */
function seriesOf({ ranges }: Data, metric: string): readonly Series[] {
  switch (metric) {
    case 'up':
      return ofEveryTarget(metric, () => 1)
    case 'scrape_samples_scraped':
      return ofEveryTarget(metric, ({ samples }) => samples)
    case 'http_requests_total':
      return ofEveryTarget(metric, (_, at) => requests(at)).filter(({ labels }) => labels.job === 'wordpress')
    case 'prometheus_tsdb_lowest_timestamp_seconds':
      return ofPrometheus(metric, () => (ranges[0]?.from ?? 0) / 1000)
    case 'prometheus_tsdb_head_series':
      return ofPrometheus(metric, () => samplesPerScrape)
    default:
      throw new QueryNotSimulated(`PromQL: the metric ${metric}`)
  }
}

function chosen(data: Data, { metric, matchers }: Selector): readonly Series[] {
  return seriesOf(data, metric).filter(({ labels }) => matchers.every(matcher => matches(labels, matcher)))
}

function matches(labels: Labels, { label, operator, value }: Matcher): boolean {
  const found = labels[label] ?? ''
  const pattern = () => new RegExp(`^(?:${value})$`)
  switch (operator) {
    case '=':
      return found === value
    case '!=':
      return found !== value
    case '=~':
      return pattern().test(found)
    case '!~':
      return !pattern().test(found)
  }
}

const bare = ({ __name__: _, ...labels }: Labels): Labels => labels

/** @throws BadQuery, QueryNotSimulated */
export function evaluate(data: Data, expression: Expression, at: number): Value {
  switch (expression.kind) {
    case 'number':
      return { scalar: expression.value }
    case 'selector': {
      if (expression.range !== undefined) throw new BadQuery('invalid expression type "range vector" for this query')
      const seen = seenAt(data.ranges, at)
      if (seen === undefined) return { vector: [] }
      return { vector: chosen(data, expression).map(({ labels, value }) => ({ metric: labels, value: value(seen) })) }
    }
    case 'aggregate':
      return { vector: aggregate(expression, vectorOf(evaluate(data, expression.of, at))) }
    case 'binary':
      return binary(data, expression, at)
    case 'call':
      return call(data, expression, at)
  }
}

function vectorOf(value: Value): readonly Sample[] {
  if ('vector' in value) return value.vector
  throw new BadQuery('expected type instant vector, got scalar')
}

function aggregate({ name, by }: Extract<Expression, { kind: 'aggregate' }>, samples: readonly Sample[]): Sample[] {
  const groups = Map.groupBy(samples, ({ metric }) => JSON.stringify(by.map(label => [label, metric[label] ?? ''])))
  return [...groups].map(([labels, group]) => {
    const values = group.map(({ value }) => value)
    return { metric: Object.fromEntries(JSON.parse(labels)), value: combined(name, values) }
  })
}

function combined(name: string, values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0)
  switch (name) {
    case 'count':
      return values.length
    case 'sum':
      return sum
    case 'avg':
      return sum / values.length
    case 'min':
      return Math.min(...values)
    default:
      return Math.max(...values)
  }
}

type Binary = Extract<Expression, { kind: 'binary' }>

const holds: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
}

/** A comparison keeps the samples for which it holds; arithmetic drops the metric's name. */
function binary(data: Data, { operator, left, right }: Binary, at: number): Value {
  const [a, b] = [evaluate(data, left, at), evaluate(data, right, at)]
  const compare = holds[operator]
  const arithmetic = (x: number, y: number) => (operator === '+' ? x + y : x - y)
  if ('vector' in a && 'vector' in b) throw new QueryNotSimulated(`PromQL: ${operator} between two vectors`)
  if ('scalar' in a && 'scalar' in b) {
    if (compare) throw new BadQuery('comparisons between scalars must use BOOL modifier')
    return { scalar: arithmetic(a.scalar, b.scalar) }
  }
  const samples = 'vector' in a ? a.vector : vectorOf(b)
  const pair = (value: number): [number, number] =>
    'scalar' in a ? [a.scalar, value] : [value, 'scalar' in b ? b.scalar : Number.NaN]
  if (compare) return { vector: samples.filter(({ value }) => compare(...pair(value))) }
  return { vector: samples.map(({ metric, value }) => ({ metric: bare(metric), value: arithmetic(...pair(value)) })) }
}

type Call = Extract<Expression, { kind: 'call' }>

function call(data: Data, { name, of }: Call, at: number): Value {
  const [first] = of
  if (name === 'time') return { scalar: at / 1000 }
  if (!first || of.length > 1) throw new BadQuery(`expected 1 argument(s) in call to "${name}", got ${of.length}`)
  if (name.endsWith('_over_time')) return { vector: overTime(data, { name, first }, at) }
  const value = evaluate(data, first, at)
  switch (name) {
    case 'vector':
      return 'scalar' in value ? { vector: [{ metric: {}, value: value.scalar }] } : value
    case 'scalar':
      return { scalar: vectorOf(value).length === 1 ? (vectorOf(value)[0]?.value ?? Number.NaN) : Number.NaN }
    case 'absent':
      return { vector: vectorOf(value).length === 0 ? [{ metric: {}, value: 1 }] : [] }
    default: {
      // Of a selector it is the sample's own time, of anything else the query's.
      const seen = first.kind === 'selector' ? seenAt(data.ranges, at) : at
      return { vector: vectorOf(value).map(({ metric }) => ({ metric: bare(metric), value: (seen ?? at) / 1000 })) }
    }
  }
}

function overTime(data: Data, { name, first }: { name: string; first: Expression }, at: number): Sample[] {
  if (first.kind !== 'selector' || first.range === undefined)
    throw new BadQuery(`expected type range vector in call to function "${name}"`)
  const times = scrapesBetween(data.ranges, at - first.range, at)
  if (times.length === 0) return []
  const newest = newestUntil(data.ranges, at) ?? at
  return chosen(data, first).map(({ labels, value }) => {
    const metric = bare(labels)
    switch (name) {
      case 'count_over_time':
        return { metric, value: times.length }
      case 'present_over_time':
        return { metric, value: 1 }
      case 'last_over_time':
        return { metric: labels, value: value(newest) }
      case 'min_over_time':
        return { metric, value: Math.min(...times.map(value)) }
      default:
        return { metric, value: Math.max(...times.map(value)) }
    }
  })
}

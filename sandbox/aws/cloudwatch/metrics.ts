// The numbers that were published, by series and minute, and their statistics over any window of time.
import type { StandardUnit, Statistic } from '@aws-sdk/client-cloudwatch'
import type { MetricName } from './state.ts'

const MINUTE = 60_000

/** One or more values published together, as CloudWatch keeps them: the values themselves are gone. */
export interface Sample {
  /** Milliseconds since the epoch, cut down to the minute, or to the second at high resolution. */
  readonly at: number
  /** When statistics begin to include it. */
  readonly visibleAt: number
  readonly unit: StandardUnit
  readonly count: number
  readonly sum: number
  readonly minimum: number
  readonly maximum: number
}

export interface Window {
  /** Milliseconds since the epoch; `until` is not included. */
  readonly from: number
  readonly until: number
  /** What is visible at this time counts. */
  readonly seenAt: number
  /** Every unit when absent. */
  readonly unit?: StandardUnit | undefined
}

export type Summary = Pick<Sample, 'count' | 'sum' | 'minimum' | 'maximum' | 'unit'>

interface Series {
  readonly name: MetricName
  readonly minutes: Map<number, Sample[]>
}

export class Metrics {
  readonly #series = new Map<string, Series>()

  add(name: MetricName, sample: Sample): void {
    const series = this.#series.get(keyOf(name)) ?? { name, minutes: new Map() }
    this.#series.set(keyOf(name), series)
    const minute = Math.floor(sample.at / MINUTE)
    const samples = series.minutes.get(minute)
    if (samples) samples.push(sample)
    else series.minutes.set(minute, [sample])
  }

  /** Undefined where nothing was published. Dimensions are never aggregated over: a metric without them is another one. */
  summary(name: MetricName, { from, until, seenAt, unit }: Window): Summary | undefined {
    const minutes = this.#series.get(keyOf(name))?.minutes
    if (!minutes) return undefined
    let total: Summary | undefined
    for (let minute = Math.floor(from / MINUTE); minute * MINUTE < until; minute++) {
      for (const sample of minutes.get(minute) ?? []) {
        if (sample.at < from || sample.at >= until || sample.visibleAt > seenAt) continue
        if (unit === undefined || sample.unit === unit) total = total ? merged(total, sample) : sample
      }
    }
    return total
  }

  /** Series with a sample that is visible at that time. */
  names(seenAt: number): readonly MetricName[] {
    const visible = ({ minutes }: Series) => [...minutes.values()].some(all => all.some(one => one.visibleAt <= seenAt))
    return [...this.#series.values()].filter(visible).map(({ name }) => name)
  }
}

function merged(one: Summary, other: Summary): Summary {
  return {
    unit: one.unit,
    count: one.count + other.count,
    sum: one.sum + other.sum,
    minimum: Math.min(one.minimum, other.minimum),
    maximum: Math.max(one.maximum, other.maximum),
  }
}

export function statisticOf({ count, sum, minimum, maximum }: Summary, statistic: Statistic): number {
  switch (statistic) {
    case 'Average':
      return sum / count
    case 'Sum':
      return sum
    case 'Minimum':
      return minimum
    case 'Maximum':
      return maximum
    case 'SampleCount':
      return count
  }
}

/** The same whatever the order of dimensions. */
function keyOf({ namespace, name, dimensions }: MetricName): string {
  const pairs = dimensions.map(({ Name = '', Value = '' }) => `${Name}\0${Value}`).sort()
  return [namespace, name, ...pairs].join('\0\0')
}

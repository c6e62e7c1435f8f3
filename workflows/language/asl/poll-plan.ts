// How often a wait asks: rarely while completion is unlikely, closely when it is due, never less than once a minute.

export interface PollTimes {
  readonly expected: number
  readonly within: number
  readonly every: number
}

interface Band {
  /** Applies while less than this many seconds have been waited. */
  readonly before: number
  readonly every: number
}

/** The operator must be heeded within a minute, so no interval is longer. */
const RARELY = 60

/**
 * Below a third of the expected time completion is very unlikely; asking once a minute until half of it cost every sixth
 * rehearsal half a minute. Past three times the expected precision pays less and less, and every poll counts against
 * the history's limit.
 */
export function pollBands({ expected, within, every }: PollTimes): readonly Band[] {
  const bands: Band[] = []
  const close = expected / 3
  if (close > RARELY) bands.push({ before: Math.floor(close / RARELY) * RARELY, every: RARELY })
  bands.push({ before: Math.min(within, Math.max(expected * 3, 120)), every })
  bands.push({ before: Math.min(within, Math.max(expected * 6, 600)), every: Math.max(every, 30) })
  bands.push({ before: within, every: RARELY })
  return bands.filter((band, index) => band.before > (bands[index - 1]?.before ?? 0))
}

/** JSONata that gives the seconds until the next poll from the seconds waited so far. */
export function pollSeconds(node: PollTimes & { readonly name: string }): string {
  const bands = pollBands(node)
  const last = bands.at(-1)?.every ?? node.every
  return bands
    .slice(0, -1)
    .reduceRight((rest, band) => `$waited_${node.name} < ${band.before} ? ${band.every} : ${rest}`, String(last))
}

/** Polls in the worst case. */
export function worstPolls(times: PollTimes): number {
  let waited = 0
  let polls = 1
  for (const band of pollBands(times)) {
    const rounds = Math.ceil(Math.max(0, band.before - waited) / band.every)
    polls += rounds
    waited += rounds * band.every
  }
  return polls
}

// How often a wait asks: rarely while completion is unlikely, closely when it is due, never less than once a minute.
import { LONGEST_WATCH } from '../../../lambdas/contract.ts'

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
/** Of work whose length is told beforehand: a seventieth of it is close enough, and bounds the polls of the longest. */
const SHARE = 70
/** And past twice of what was told, one more minute matters little. */
const PATIENCE = 2

/**
 * Below a third of the expected time completion is very unlikely; asking once a minute until half of it cost every sixth
 * rehearsal half a minute. Past three times the expected precision pays less and less, and every poll counts against
 * the history's limit.
 */
function pollBands({ expected, within, every }: PollTimes): readonly Band[] {
  const bands: Band[] = []
  const close = expected / 3
  if (close > RARELY) bands.push({ before: Math.floor(close / RARELY) * RARELY, every: RARELY })
  bands.push({ before: Math.min(within, Math.max(expected * 3, 120)), every })
  bands.push({ before: Math.min(within, Math.max(expected * 6, 600)), every: Math.max(every, 30) })
  bands.push({ before: within, every: RARELY })
  return bands.filter((band, index) => band.before > (bands[index - 1]?.before ?? 0))
}

/** The plan when an earlier step has told what to expect. */
function bandsOfTold({ within, every }: PollTimes, expected: number): readonly Band[] {
  const bands = [
    { before: Math.floor(expected / (3 * RARELY)) * RARELY, every: RARELY },
    {
      before: Math.min(within, Math.max(expected * PATIENCE, 120)),
      every: Math.min(RARELY, Math.max(every, Math.floor(expected / SHARE))),
    },
    { before: within, every: RARELY },
  ]
  return bands.filter((band, index) => band.before > (bands[index - 1]?.before ?? 0))
}

interface Waited extends PollTimes {
  readonly name: string
}

/**
 * JSONata that gives the seconds until the next poll from the seconds waited so far.
 * @param estimate JSONata of the seconds that an earlier step expects; absent where none does
 */
export function pollSeconds(node: Waited, estimate?: string): string {
  const waited = `$waited_${node.name}`
  if (estimate !== undefined) {
    const every = `$min([${RARELY}, $max([${node.every}, $floor(${estimate} / ${SHARE})])])`
    const rarely = `${waited} < $floor(${estimate} / ${3 * RARELY}) * ${RARELY}`
    const close = `${waited} < $max([${estimate} * ${PATIENCE}, 120])`
    return `${rarely} ? ${RARELY} : ${close} ? ${every} : ${RARELY}`
  }
  const bands = pollBands(node)
  const last = bands.at(-1)?.every ?? node.every
  return bands
    .slice(0, -1)
    .reduceRight((rest, band) => `${waited} < ${band.before} ? ${band.every} : ${rest}`, String(last))
}

/** JSONata: no sooner than a check has said; that only makes polls fewer. */
export const notBefore = (left: string, planned: string): string => `$max([${planned}, $min([${RARELY}, ${left}])])`

/** Seconds for which a check that watches may do so: until a second before the next poll would come, if it can. */
export const secondsOfWatch = ({ every }: PollTimes): number => Math.min(LONGEST_WATCH, every - 1)

/** JSONata: sooner by the seconds that a check has been watching, so that polls begin no closer than planned. */
export const lessWatched = (watched: string, planned: string): string => `(${planned}) - ${watched}`

/** A short thing is not asked after before it can be done: the first poll would be wasted and the second 10 s away. */
const SHORT = 30

/** Seconds, or JSONata of them, before the first poll; undefined where it is at once. */
export function secondsBefore({ expected }: PollTimes, estimate?: string): number | string | undefined {
  if (estimate !== undefined) return `${estimate} < ${SHORT} ? ${estimate} : 0`
  return expected > 0 && expected < SHORT ? expected : undefined
}

/** Polls in the worst case; of work whose length is told, of whichever length. */
export function worstPolls(times: PollTimes, isTold = false): number {
  if (!isTold) return countPolls(pollBands(times))
  const lengths = Array.from({ length: Math.ceil(times.within / 10) }, (_, index) => 10 * (index + 1) - 1)
  return Math.max(...lengths.map(each => countPolls(bandsOfTold(times, each))))
}

function countPolls(bands: readonly Band[]): number {
  let waited = 0
  let polls = 1
  for (const band of bands) {
    const rounds = Math.ceil(Math.max(0, band.before - waited) / band.every)
    polls += rounds
    waited += rounds * band.every
  }
  return polls
}

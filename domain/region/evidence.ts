// Evidence that a region is down, judged: what each witness says, and what they say together. A person decides.
import { minutes, readableDuration } from '../duration.ts'
import { type Instant, toMillis } from '../instant.ts'

/** What one witness says of the primary region: gone, there, or nothing that could be used. */
export type Says = 'lost' | 'alive' | 'nothing'

export interface Testimony {
  readonly witness: string
  readonly says: Says
  readonly found: string
}

export interface Seen {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** When the heartbeat came last, looked for in the last day; null: not once. */
  readonly heartbeatAt: Instant | null
  readonly alarms: readonly {
    readonly name: string
    /** Null: there is no such alarm. */
    readonly state: string | null
    readonly since: Instant | null
  }[]
  readonly site: { readonly url: string; readonly healthy: boolean; readonly found: string }
  /** An API of the primary region that was asked once; null: no answer. */
  readonly home: { readonly asked: string; readonly found: string; readonly answered: boolean }
}

/** The heartbeat comes once a minute, and CloudWatch may show it two minutes later. */
const SILENCE = minutes(5)

export function testimonies(seen: Seen): readonly Testimony[] {
  const { site, home } = seen
  return [
    heartbeat(seen),
    ...seen.alarms.map(alarm),
    { witness: `the site ${site.url}`, says: site.healthy ? 'alive' : 'lost', found: site.found },
    { witness: home.asked, says: home.answered ? 'alive' : 'lost', found: home.found },
  ]
}

function heartbeat({ heartbeatAt, now }: Seen): Testimony {
  const witness = 'the heartbeat of the primary region'
  if (heartbeatAt === null) return { witness, says: 'nothing', found: 'none in the last 24 hours' }
  const silent = (now - toMillis(heartbeatAt)) / 1000
  const found = `last at ${heartbeatAt}, ${readableDuration(silent)} ago`
  return { witness, says: silent > SILENCE ? 'lost' : 'alive', found }
}

function alarm({ name, state, since }: Seen['alarms'][number]): Testimony {
  const witness = `the alarm ${name}`
  if (state === null) return { witness, says: 'nothing', found: 'it does not exist; correct recovery.evidence.alarms' }
  const says = state === 'ALARM' ? 'lost' : state === 'OK' ? 'alive' : 'nothing'
  return { witness, says, found: `${state}${since === null ? '' : ` since ${since}`}` }
}

/** In one sentence, for the person who declares. */
export function verdictOf(all: readonly Testimony[]): string {
  const count = (says: Says) => all.filter(each => each.says === says).length
  const [lost, alive, nothing] = [count('lost'), count('alive'), count('nothing')]
  const told = `${lost} of ${all.length} witnesses say that the primary region is gone, ${alive} that it is there`
  if (alive === 0 && lost > 0) return `${told}: it looks lost`
  if (lost === 0 && alive > 0) return `${told}: this may be a false alarm, which can be declined at no cost`
  return `${told}, ${nothing} nothing: they do not agree, look closer before declaring`
}

export const linesOf = (all: readonly Testimony[]): string[] =>
  all.map(({ witness, says, found }) => `${witness}: ${found} (${says})`)

// What somebody has to be called for though no step failed: runs that do not end, questions nobody answers, drills that do not pass.
import * as z from 'zod'
import type { Asked } from './control-records.ts'
import { machineArn, machineNamed } from './deployed-names.ts'
import { DRILL_DUE_DAYS } from './drill-schedule.ts'
import { type Instant, instant, toMillis } from './instant.ts'
import { type Platform, platformName } from './platform.ts'
import type { Place } from './platform-places.ts'
import { type Mode, modes } from './run.ts'

const MINUTE = 60_000
const DAY = 1440 * MINUTE

/** Namespace of the numbers that Muster publishes about itself. */
export const NAMESPACE = 'Muster'

/** Names of the numbers in that namespace; each platform has its own, so that none needs dimensions. */
export const metricNames = {
  /** Minutes by which the run that is latest should have ended; 0 while none is late. */
  overdue: (platform: string) => `${platform}-minutes-overdue`,
  /** Questions of which little time is left. */
  expiring: (platform: string) => `${platform}-questions-expiring`,
  /** Whole days since the scenario's last passed drill, or since nobody remembers one. */
  undrilled: (platform: string, scenario: string) => `${platform}-days-since-drill-${scenario}`,
} as const

/** A machine that is looked after. */
export const lookedAfter = z.strictObject({
  arn: z.string(),
  scenario: z.string(),
  mode: z.enum(['recover', 'drill']),
  /** After so many minutes a run of it should have ended. */
  dueMinutes: z.int().positive(),
  /** Its drills are scheduled in this region: they have to pass from time to time. */
  scheduled: z.boolean(),
})

export type LookedAfter = z.infer<typeof lookedAfter>

/** A commit window is open for up to four hours, and drills have none; beside that a run may take twice its RTO. */
const BESIDE: Readonly<Record<Mode, number>> = { recover: 240, drill: 60 }

export const dueMinutes = (rtoSeconds: number, mode: Mode): number => Math.ceil(rtoSeconds / 30) + BESIDE[mode]

/** What is known of a scenario before its runbook is read. */
export interface Prepared {
  readonly name: string
  readonly objectives: { readonly rto: number }
  readonly runsIn?: Place
}

export const runsAt = ({ runsIn = 'primary' }: Pick<Prepared, 'runsIn'>, place: Place): boolean => runsIn === place

/** Every machine that is deployed in a region: the recovery region has those of all scenarios, and drills its own. */
export const machinesOf = (platform: Platform, scenarios: readonly Prepared[], place: Place): readonly LookedAfter[] =>
  scenarios.flatMap(scenario =>
    modes.map(mode => ({
      arn: machineArn(
        { region: platform.regions.primary, accountId: platform.account },
        machineNamed(platformName(platform), scenario.name, mode),
      ),
      ...{ scenario: scenario.name, mode, dueMinutes: dueMinutes(scenario.objectives.rto, mode) },
      scheduled: mode === 'drill' && runsAt(scenario, place),
    })),
  )

export const overdueMinutes = (startedAt: number, due: number, now: number): number =>
  Math.max(0, Math.floor((now - startedAt) / MINUTE - due))

/** Half of its time has gone, and ten minutes at most are left: looked at every five minutes, it is seen at least once. */
export function isExpiring({ askedAt, expiresAt }: Pick<Asked, 'askedAt' | 'expiresAt'>, now: number): boolean {
  const left = toMillis(expiresAt) - now
  const whole = toMillis(expiresAt) - toMillis(askedAt)
  return left > 0 && left <= Math.min(10 * MINUTE, whole / 2)
}

/** `drills/<scenario>.json` in the control bucket: Step Functions forgets executions after 90 days. */
export const drilledSchema = z.strictObject({
  /** Of the last passed drill; null when none is known. */
  run: z.string().nullable(),
  /** When it ended; without one, when somebody first looked. */
  since: instant,
})

export type Drilled = z.infer<typeof drilledSchema>

export const drilledKey = (scenario: string): string => `drills/${scenario}.json`

export const daysSince = (since: Instant, now: number): number => Math.floor((now - toMillis(since)) / DAY)

/** The alarm rings above it: after 93 whole days. */
export const DRILL_TOO_OLD = DRILL_DUE_DAYS

// The rehearsals that together use every grant, as few as there can be: in most of them several things happen.
import type { Mode } from '../../domain/run.ts'
import type { Transition } from '../timings.ts'
import type { Deed } from './beforehand.ts'
import { databaseRehearsals } from './database-rehearsals.ts'
import { chatRehearsals, operationsRehearsals } from './doors-rehearsals.ts'
import { filesRehearsals } from './files-rehearsals.ts'
import { monitoringRehearsals } from './monitoring-rehearsals.ts'
import { regionRehearsals } from './region-rehearsals.ts'

export interface Use {
  /** What happens in it, for the report. */
  readonly title: string
  readonly mode: Mode
  readonly input?: Readonly<Record<string, unknown>>
  readonly faults?: readonly string[]
  /** Virtual time as usual: some things overlap only then. */
  readonly unhurried?: boolean
  /** Somebody removes the platform's lock when this step begins. */
  readonly unlockedAt?: string
  /** Another run is started when the first has been stopped. */
  readonly contends?: boolean
  /** The operator says abort as this step begins. */
  readonly abortsAt?: string
  /** By step: the Kubernetes request, such as `create jobs`, whose answer is lost once after it begins. */
  readonly unheard?: Readonly<Record<string, string>>
  /** What somebody did to the platform before. */
  readonly beforehand?: readonly Deed[]
  /** By step: what somebody does as it begins. */
  readonly meanwhile?: Readonly<Record<string, Deed>>
  /** What somebody does after the first run, before another adopts. */
  readonly between?: readonly Deed[]
  /** Changes of AWS that take longer than usual. */
  readonly slow?: { readonly transition: Transition; readonly seconds: number }
  /** Stopped from outside when this step begins; the supervisor takes over. */
  readonly stopsAt?: string
  /** People start it, decide and look at it in that way alone, or an alarm proposes it and nobody answers. */
  readonly drivenBy?: 'api' | 'chat' | 'alarm'
  /** Rules and schedules are there: somebody looks after runs every five minutes. */
  readonly lookedAfter?: boolean
  /** The primary region says once, before it is lost, that it lives. */
  readonly beats?: boolean
  /** A first run proves a cluster and is aborted; a second adopts it. */
  readonly adopts?: 'and recovers' | 'and is aborted'
}

/** A test fails when a grant is used by none of them; a rehearsal that uses nothing which others do not can go. */
const rehearsalsOf: Readonly<Record<string, readonly Use[]>> = {
  'database-corruption': [...databaseRehearsals, ...operationsRehearsals],
  'file-deletion': filesRehearsals,
  'monitoring-loss': monitoringRehearsals,
  'region-failure': [...regionRehearsals, ...chatRehearsals],
}

/** @throws for a scenario whose grants nobody has thought about */
export function rehearsalsFor(scenario: string): readonly Use[] {
  const found = rehearsalsOf[scenario]
  if (!found)
    throw new Error(`which rehearsals use the grants of ${scenario}? Say so in sandbox/permissions/rehearsals.ts`)
  return found
}

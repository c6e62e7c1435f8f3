// The rehearsals that together use every grant: calm ones, and those in which something must be undone, reset or decided.
import type { Mode } from '../../domain/run.ts'

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
  /** Stopped from outside when this step begins; the supervisor takes over. */
  readonly stopsAt?: string
  /** A first run proves a cluster and is aborted; the one that is listened to adopts it. */
  readonly adopts?: boolean
}

const rehearsalsOf: Readonly<Record<string, readonly Use[]>> = {
  'database-corruption': [
    { title: 'a calm recovery', mode: 'recover' },
    { title: 'a calm drill', mode: 'drill' },
    { title: 'a recovery from a recovery point', mode: 'recover', input: { from: 'recovery-point' } },
    { title: 'a drill from a recovery point', mode: 'drill', input: { from: 'recovery-point' } },
    { title: 'a recovery from a snapshot', mode: 'recover', input: { from: 'snapshot' } },
    { title: 'a drill from a snapshot', mode: 'drill', input: { from: 'snapshot' } },
    { title: 'writers are stopped at once', mode: 'recover', input: { contain: 'now' } },
    { title: 'the secret rotates', mode: 'recover', faults: ['rotation-on'] },
    { title: 'passwords were changed since', mode: 'recover', faults: ['password-rotated'] },
    { title: 'a drill after passwords were changed', mode: 'drill', faults: ['password-rotated'] },
    { title: 'the operator goes back', mode: 'recover', faults: ['rotation-on', 'operator-rolls-back@2'] },
    { title: 'the operator aborts early', mode: 'recover', faults: ['operator-aborts@available'] },
    { title: 'the operator aborts at once', mode: 'recover', faults: ['operator-aborts@restored'], unhurried: true },
    {
      title: 'the operator aborts a drill at once',
      mode: 'drill',
      faults: ['operator-aborts@restored'],
      unhurried: true,
    },
    { title: 'the operator aborts late', mode: 'recover', faults: ['operator-aborts@works'] },
    { title: 'capacity is short', mode: 'recover', faults: ['no-capacity@a'] },
    { title: 'the operator pauses', mode: 'recover', faults: ['operator-pauses@available'] },
    { title: 'the operator pauses a drill', mode: 'drill', faults: ['operator-pauses@available'] },
    { title: 'a drill gives way', mode: 'recover', faults: ['lock-held-by-a-drill'], unhurried: true },
    { title: 'a stale lock', mode: 'recover', faults: ['lock-stale'] },
    { title: 'a stale lock before a drill', mode: 'drill', faults: ['lock-stale'] },
    { title: 'a stopped recovery is unwound', mode: 'recover', stopsAt: 'created', contends: true },
    { title: 'a stopped drill is unwound', mode: 'drill', stopsAt: 'created', contends: true },
    { title: 'the next run adopts', mode: 'recover', adopts: true },
  ],
}

/** @throws for a scenario whose grants nobody has thought about */
export function rehearsalsFor(scenario: string): readonly Use[] {
  const found = rehearsalsOf[scenario]
  if (!found)
    throw new Error(`which rehearsals use the grants of ${scenario}? Say so in sandbox/permissions/rehearsals.ts`)
  return found
}

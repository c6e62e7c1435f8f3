// How a run must end when one thing goes wrong at a place: the promise, with its reasons, not what happens to come out.
import type { Ending, Mode } from '../../domain/run.ts'
import type { Kind } from './misfortune.ts'
import type { Place } from './places.ts'

/** What passes must be survived: every step may be repeated, and every repetition finds what the first try did. */
export const SURVIVED: Readonly<Record<Mode, Ending>> = { recover: 'Recovered', drill: 'DrillPassed' }

const passes: ReadonlySet<Kind> = new Set(['fails-once', 'throttled', 'times-out', 'response-lost', 'late-effect'])

/** A run that cannot go on at this place, by mode. */
const stuckAt: Readonly<Record<Mode, Readonly<Record<Place, Ending>>>> = {
  recover: {
    // Nothing was touched, so there is nothing to walk back.
    before: 'Refused',
    // Users are still served from the old cluster: everything goes back to how it was found.
    working: 'RolledBack',
    brink: 'RolledBack',
    // Newer writes are in what was restored: whether to give them up is for a person to say.
    serving: 'Held',
    // It was walked back by itself, and everything else is as it should be.
    optional: 'Recovered',
    // Everything was done but for telling: no success, because a person has to look at what is missing.
    closing: 'Held',
    undoing: 'RollbackIncomplete',
  },
  drill: {
    before: 'Refused',
    // A drill serves nobody: it takes everything away again.
    working: 'RolledBack',
    brink: 'RolledBack',
    serving: 'RolledBack',
    optional: 'RolledBack',
    // Nothing is left of it by now, and it did not pass.
    closing: 'RolledBack',
    // What it made and cannot take away is named.
    undoing: 'RollbackIncomplete',
  },
}

type StruckCall = NonNullable<Struck['call']>

interface Borne {
  readonly is: (call: StruckCall) => boolean
  readonly because: string
}

/** Denials that a run does without. */
const borne: readonly Borne[] = [
  {
    is: ({ verb, operation }) => verb === 'look-at-monitoring' && !operation.startsWith('s3:'),
    because:
      'what may not be seen of the monitoring is told to the person who declares, and the store is left as it is',
  },
  {
    is: ({ operation }) => operation === 'events:PutEvents',
    because:
      'events are for programs that listen: the log says that one was not taken, and people are told by the topic',
  },
]

/** What became of the fence of a region that is silent is known from its record only, and that may not be written. */
const isUntold = (call: Struck['call']): boolean => call?.verb === 'fence-home' && call.operation === 's3:PutObject'

export interface Struck {
  readonly mode: Mode
  readonly kind: Kind
  /** The call that was struck, if it was one. */
  readonly call?: { readonly verb: string; readonly operation: string } | undefined
  /** Where the run was when it could not go on; null when nothing ever looked. */
  readonly place: Place | null
  /** A call of an undo was refused as well. */
  readonly undoRefused: boolean
  /** The operator had said abort, and the call was one of the walk back. */
  readonly walkingBack: boolean
  /** What the run made is in a state in which AWS does not let it be taken away. */
  readonly immovable: boolean
}

/** Changes after which a database stays in a state that refuses deletion, or that deletion has to change first. */
const HOLDS_ON = /^rds\.(cluster|instance)\.(creating|modifying|rebooting|deleting|resetting-master-credentials)$/

/** A volume that is being made, or that its node does not let go of, refuses deletion and any other node. */
const DISK_HELD = /^ec2\.volume\.(creating|attaching|detaching)$/
/** A pod of a store that does not end keeps its disk from the next one: somebody has to force it. */
const STORE_POD = /\/(prometheus-|grafana-|muster-(prometheus|grafana)-)/

/** A restore job cannot be cancelled (aws-behaviour 1.2.4): until it ends, it may still make what a run would take away. */
const RESTORE_JOB = /^(backup\.restore\.|efs\.file-system\.creating$)/

/** A person has to ask AWS or to force Kubernetes: naming the leftover is all that a run can do. */
export function isImmovable(transition: string, outcome: string, resource: string): boolean {
  if (transition === 'eks.pod.terminating') return outcome === 'stuck' && STORE_POD.test(resource)
  if (DISK_HELD.test(transition)) return ['stuck', 'never', 'busy'].includes(outcome)
  if (RESTORE_JOB.test(transition)) return ['stuck', 'never'].includes(outcome)
  return HOLDS_ON.test(transition) && ['stuck', 'never', 'failed'].includes(outcome)
}

/** The endings that are right; more than one only where the runbook may bear a change of state or may not. */
export function expected({ mode, kind, call, place, undoRefused, walkingBack, immovable }: Struck): readonly Ending[] {
  const isBorne = call != null && borne.some(({ is }) => is(call))
  if (passes.has(kind) && walkingBack) return ['RolledBack']
  if (passes.has(kind) || place === null || isBorne) return [SURVIVED[mode]]
  if (walkingBack) return [undoRefused ? 'RollbackIncomplete' : 'RolledBack']
  const stuck = stuckAt[mode][place]
  switch (kind) {
    case 'denied':
      if (isUntold(call)) return [stuck, 'RollbackIncomplete']
      // What could not be walked back of it is a person's; visitors are served all the same.
      if (place === 'optional' && undoRefused) return ['Held']
      // Incomplete only where an undo's own call is refused: every other undo still runs.
      return [undoRefused && stuck !== 'Refused' && stuck !== 'Held' ? 'RollbackIncomplete' : stuck]
    case 'aborted':
      // Undoing and closing heed nobody.
      return [place === 'undoing' || place === 'closing' ? SURVIVED[mode] : stuck]
    case 'stopped':
      // The supervisor starts the undo chain again from the record, so nothing is incomplete by having been stopped.
      if (mode === 'drill' && place === 'undoing') return ['RolledBack']
      // Its function may have ended, and written so, or not.
      if (place === 'brink') return mode === 'recover' ? ['RolledBack', 'Held'] : [stuck]
      // Whoever stops a run that serves has to look at it.
      return [place === 'optional' ? 'Held' : stuck]
    default:
      return [
        SURVIVED[mode],
        stuck,
        ...(immovable ? [place === 'optional' ? ('Held' as const) : ('RollbackIncomplete' as const)] : []),
      ]
  }
}

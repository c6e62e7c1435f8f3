// Arms one misfortune on a stage, and notes what it struck.
import { keys, type OperatorSaid } from '../../domain/control-records.ts'
import { toInstant } from '../../domain/instant.ts'
import type { Stage } from '../stage.ts'
import { atEveryCall, isStruck } from './calls.ts'
import type { Misfortune, Site } from './misfortune.ts'
import { watchInvocations } from './watch.ts'

export interface Armed {
  /** Calls that it struck, in order; empty for misfortunes that strike no call. */
  readonly struck: readonly Site[]
  /** Ends it: a person has seen to what was wrong. */
  lift(): void
}

const NEVER = 30 * 24 * 3600

export function arm(stage: Stage, misfortune: Misfortune, runId: string): Armed {
  const { world } = stage
  const struck: Site[] = []
  let lifted = false
  let said = false
  const abortsAt = abortOf(misfortune)
  const watch = watchInvocations(world, ({ step }) => {
    if (said || step !== abortsAt) return
    said = true
    abort(stage, runId)
  })
  switch (misfortune.kind) {
    case 'aborted':
      break
    case 'stopped':
      stopAt(stage, misfortune.state)
      break
    case 'state-fault': {
      const { transition, resource, outcome } = misfortune
      const how = outcome === 'never' ? { seconds: NEVER } : { outcome }
      world.lifecycle.override({ transition, resource: exactly(resource), times: 1, ...how })
      break
    }
    default:
      atEveryCall(world, watch, site => {
        if (lifted || !isStruck(misfortune.kind, misfortune.site, site)) return undefined
        struck.push(site)
        return misfortune.kind
      })
  }
  return { struck, lift: () => (lifted = true) }
}

function abortOf(misfortune: Misfortune): string | undefined {
  if (misfortune.kind === 'aborted') return misfortune.step
  return 'site' in misfortune ? misfortune.abortedAt : undefined
}

const exactly = (text: string): RegExp => new RegExp(`^${text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`)

/** It is there before the step is done, so that a step which heeds the operator heeds this. */
function abort({ world }: Stage, runId: string): void {
  const { clock, region, platform } = world
  const at = toInstant(clock.now())
  const word: OperatorSaid = { action: 'abort', by: 'oncall@example.com', reason: 'a sweep', at }
  region.s3.put(platform.muster.controlBucket, keys.operator(runId), JSON.stringify(word))
}

/** The task that the state starts is under way by then, and goes on. */
function stopAt({ world }: Stage, state: string): void {
  let stopped = false
  world.watching.happened.push((execution, event) => {
    const entered = event as { stateEnteredEventDetails?: { name?: string } }
    if (stopped || entered.stateEnteredEventDetails?.name !== state) return
    stopped = true
    world.clock.after(0, () => world.engine.stopExecution(execution.arn, { cause: 'a sweep' }))
  })
}

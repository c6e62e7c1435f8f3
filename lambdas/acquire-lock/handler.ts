// Writes the lock only if nobody has it; a lock is stale when its owner is over and unwound, never by time alone.
import { keys, type Lock } from '../../domain/control-records.ts'
import { LockHeld } from '../../domain/errors.ts'
import { toInstant } from '../../domain/instant.ts'
import { hasOwnEnding, isOver } from '../../domain/unwind.ts'
import { asLambda } from '../as-lambda.ts'
import { controlStore, type Stored } from '../gateways/control-store.ts'
import { executions } from '../gateways/executions.ts'
import { implement } from '../implement.ts'
import { acquireLock } from './contract.ts'

export const run = implement(
  acquireLock,
  { store: controlStore, executions },
  async (_, { store, executions, run, clock, environment }) => {
    const platform = environment.settings.PLATFORM
    const key = keys.lock(platform)
    const { id, scenario, mode, executionArn } = run
    const mine = (fence: number): Lock => ({
      platform,
      owner: { id, scenario, mode, executionArn },
      takenAt: toInstant(clock.now()),
      fence,
    })

    if (await store.write(key, mine(1), { onlyNew: true })) return { fence: 1, takenFrom: null }
    const held = await store.read<Lock>(key)
    if (!held) throw new LockHeld(`the lock of ${platform} changed hands while it was taken; start again`)
    const { owner, fence } = held.value
    if (owner.id === id) return { fence, takenFrom: null }

    const execution = await executions.describe(owner.executionArn)
    const ended = execution === undefined || isOver(execution)
    // An execution that was stopped is over, and what it did still stands until the supervisor has had it unwound.
    const over =
      ended && (!execution || hasOwnEnding(execution) || (await store.read(keys.record(owner.id))) !== undefined)
    const givesWay = owner.mode === 'drill' && mode === 'recover'
    if (!over && !givesWay) throw new LockHeld(ended ? beingUnwound(held) : whoHolds(held))
    if (!ended) await store.write(keys.operator(owner.id), yieldTo(id, clock.now()))
    if (!(await store.write(key, mine(fence + 1), { onlyIf: held.etag })))
      throw new LockHeld(`another run took the lock of ${platform} first`)
    return { fence: fence + 1, takenFrom: owner.id }
  },
)

const whoHolds = ({ value: { platform, owner, takenAt } }: Stored<Lock>): string =>
  `${platform} is held by run ${owner.id} (${owner.scenario}, ${owner.mode}) since ${takenAt}; wait for it, or abort it`

const beingUnwound = ({ value: { platform, owner } }: Stored<Lock>): string =>
  `${platform} is held by run ${owner.id}, whose execution was ended from outside; it is unwound first, start again after that`

const yieldTo = (runId: string, now: number) => ({
  action: 'yield',
  by: 'muster',
  reason: `gives way to the real run ${runId}`,
  at: toInstant(now),
})

export const handler = asLambda(run)

// Numbers rather than messages: alarms stand on them, and an alarm also rings when no number comes any more.
import { type Asked, keys } from '../../domain/control-records.ts'
import { toInstant, toMillis } from '../../domain/instant.ts'
import type { RunRecord } from '../../domain/record.ts'
import {
  type Drilled,
  daysSince,
  drilledKey,
  drilledSchema,
  isExpiring,
  type LookedAfter,
  metricNames,
  NAMESPACE,
  overdueMinutes,
} from '../../domain/watchfulness.ts'
import { asDoor, door } from '../door.ts'
import { cloudwatch } from '../gateways/cloudwatch.ts'
import { type ControlStore, controlStore } from '../gateways/control-store.ts'
import { standingRuns } from '../gateways/standing-runs.ts'
import { lookAfterRuns } from './contract.ts'

type Looking = { readonly store: ControlStore; readonly runs: ReturnType<typeof standingRuns>; readonly now: number }

export const run = door(
  lookAfterRuns,
  { store: controlStore, runs: standingRuns, cloudwatch },
  async ({ machines }, { store, runs, cloudwatch, clock, environment }) => {
    const looking = { store, runs, now: clock.now() }
    const running = (await Promise.all(machines.map(each => runningIn(looking, each)))).flat()
    const overdue = Math.max(0, ...running.map(each => each.overdue))
    const expiring = (await Promise.all(running.map(({ name }) => expiringOf(looking, name)))).flat().length
    const drills = machines.filter(({ scheduled }) => scheduled)
    const days = await Promise.all(drills.map(async each => [each.scenario, await undrilled(looking, each)] as const))
    const { PLATFORM } = environment.settings
    const put = (metric: string, value: number) => cloudwatch.put({ namespace: NAMESPACE, metric }, value)
    await put(metricNames.overdue(PLATFORM), overdue)
    await put(metricNames.expiring(PLATFORM), expiring)
    for (const [scenario, count] of days) await put(metricNames.undrilled(PLATFORM, scenario), count)
    return { overdueMinutes: overdue, questionsExpiring: expiring, daysSinceDrill: Object.fromEntries(days) }
  },
)

export const handler = asDoor(run)

async function runningIn({ runs, now }: Looking, { arn, dueMinutes }: LookedAfter) {
  const running = await runs.running(arn)
  return running.map(({ name, startedAt }) => ({ name, overdue: overdueMinutes(startedAt, dueMinutes, now) }))
}

/** Ids of unanswered questions of which little time is left. */
async function expiringOf({ store, now }: Looking, runId: string): Promise<readonly string[]> {
  const asked = await Promise.all((await store.list(keys.questions(runId))).map(key => store.read<Asked>(key)))
  const late = asked.flatMap(each => (each && isExpiring(each.value, now) ? [each.value.approvalId] : []))
  const answered = await Promise.all(late.map(id => store.read(keys.decision(runId, id))))
  return late.filter((_, index) => answered[index] === undefined)
}

/** Whole days; what Step Functions will have forgotten is kept in the control bucket. */
async function undrilled(looking: Looking, machine: LookedAfter): Promise<number> {
  const { store, now } = looking
  const key = drilledKey(machine.scenario)
  const kept = await store.read<unknown>(key)
  const known: Drilled = kept ? drilledSchema.parse(kept.value) : { run: null, since: toInstant(now) }
  const passed = await newestPassed(looking, machine, kept ? toMillis(known.since) : 0)
  const drilled = passed ?? known
  if (!kept || passed) await store.write(key, drilled, kept ? { onlyIf: kept.etag } : { onlyNew: true })
  return daysSince(drilled.since, now)
}

/** A drill that was skipped has succeeded as well: its record tells. It may have begun a day before it ended. */
async function newestPassed(
  { store, runs }: Looking,
  { arn }: LookedAfter,
  after: number,
): Promise<Drilled | undefined> {
  for (const { name, endedAt } of await runs.succeeded(arn, after - 86_400_000)) {
    if (endedAt === undefined || endedAt <= after) continue
    const record = (await store.read<RunRecord>(keys.record(name)))?.value
    if (record?.ending === 'DrillPassed') return { run: name, since: toInstant(endedAt) }
  }
  return undefined
}

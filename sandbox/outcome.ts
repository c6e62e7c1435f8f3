// What a rehearsal comes to: the run's own record, what the visitors measured, and what the sandbox found by looking.

import { keys, reportKeys } from '../domain/control-records.ts'
import { toInstant } from '../domain/instant.ts'
import type { RunRecord } from '../domain/record.ts'
import { type Ending, endings, type Mode } from '../domain/run.ts'
import { costOf } from './cost.ts'
import { exportedRows } from './exported.ts'
import { inventory, leftovers, serving } from './leftovers.ts'
import { isServedWell, lostOf, objectivesOf } from './objectives.ts'
import type { Outcome, Rehearsal, RehearsalRequest } from './rehearsal.ts'
import type { Run } from './stage.ts'
import { uncountedSeconds } from './uncounted.ts'
import { outageSeconds } from './world/measures.ts'

interface Measured {
  readonly request: RehearsalRequest
  readonly run: Run
  readonly ideal: Run | undefined
}

export function outcomeOf({ request, run, ideal }: Measured): Rehearsal {
  const { world, execution, timeline } = run
  const record = recordOf(run)
  const ending = endingOf(run)
  const calls = world.cloud.calls.slice(run.callsBefore)
  const denied = calls
    .filter(call => call.outcome === 'denied')
    .map(call => `${call.operation} by ${call.roleArn.split('/').at(-1)}`)
  const refused = world.kubernetesCalls
    .filter(call => call.status === 403)
    .map(call => `kubernetes ${call.verb} ${call.resource} by ${call.roleArn.split('/').at(-1)}`)
  const outcome: Omit<Outcome, 'cost' | 'wallSeconds'> = {
    scenario: request.scenario,
    mode: request.mode,
    seed: request.seed,
    ending,
    cause: execution.cause ?? endOf(run).cause ?? '',
    startedAt: toInstant(execution.startDate),
    endedAt: toInstant(execution.stopDate ?? execution.startDate),
    steps: timeline.steps(),
    objectives: objectivesOf(run, ending),
    ...(record?.declared && { declared: record.declared }),
    visitors: visitorsOf(run),
    ...overheadOf(request.mode, run, ideal),
    calls: { total: calls.length, byOperation: countBy(calls.map(call => call.operation)) },
    transitions: execution.transitions,
    denied: [...denied, ...refused],
    retained: record?.retained ?? [],
    leftovers: leftovers(run.before, inventory(world), [
      ...serving(world),
      ...(record?.retained ?? []).map(({ id }) => id),
    ]),
    parity: parityOf(run),
  }
  return {
    outcome: { ...outcome, cost: costOf(outcome, paidIn(run)), wallSeconds: 0 },
    runReport: textIn(run, world.platform.muster.evidenceBucket, reportKeys(run.id).markdown) ?? '',
    history: execution.history,
    calls,
    logs: world.logs,
    messages: run.messages,
    ...(run.chat && { said: run.chat.lines.map(({ at, by, how, text }) => ({ at: toInstant(at), by, how, text })) }),
  }
}

/** Functions of the platform's own schedules among them, should they come meanwhile. */
const paidIn = ({ world: { functions }, paidBefore: { calls, seconds } }: Run) => ({
  calls: functions.paid.calls - calls,
  seconds: functions.paid.seconds - seconds,
})

/** Of a run that succeeded: what it says of itself, and what it did without. */
const endOf = ({ execution }: Pick<Run, 'execution'>) =>
  JSON.parse(execution.output ?? '{}') as { readonly ending: Ending; readonly cause?: string }

function endingOf({ execution }: Run): Ending {
  if (execution.status === 'SUCCEEDED') return endOf({ execution }).ending
  const named = endings.find(each => each === execution.error)
  // Runtime errors and stops reach no Catch: nothing was walked back, and the supervisor has to.
  return named ?? 'RollbackIncomplete'
}

function visitorsOf(run: Run): Outcome['visitors'] {
  const { world, witness } = run
  const { writes } = world.visitors
  const visits = [...world.visitors.visits, ...(witness?.visits ?? [])]
  const lost = lostOf(run)
  const exported = exportedRows(run)
  return {
    requests: visits.length,
    writes: writes.length + (witness?.writes ?? 0),
    failed: visits.filter(({ seen }) => seen === 'failed').length,
    wrong: visits.filter(({ seen }) => seen === 'wrong').length,
    outageSeconds: outageSeconds(visits),
    lostWrites: lost.length + (witness?.lost() ?? 0),
    exportedWrites: lost.filter(({ token }) => exported.includes(token)).length,
    healthyAtEnd: isServedWell(run),
  }
}

/** Approvals and the commit window are people’s time, and left out of both sides. */
function overheadOf(mode: Mode, run: Run, ideal: Run | undefined): Pick<Outcome, 'idealSeconds' | 'overheadRatio'> {
  const seconds = ({ execution, timeline, scenario }: Run) =>
    ((execution.stopDate ?? execution.startDate) - execution.startDate) / 1000 -
    uncountedSeconds(timeline.steps(), scenario, mode)
  // Nothing ran, or nothing was to be measured: there is no ratio, and a wrong one would look like a figure.
  if (!ideal) return { idealSeconds: null, overheadRatio: null }
  const [actual, best] = [seconds(run), seconds(ideal)]
  const idealSeconds = Math.round(best * 1000) / 1000
  // What is left of a difference of instants may be a millionth of a second, of which nothing is a multiple.
  if (idealSeconds <= 0) return { idealSeconds: 0, overheadRatio: null }
  return { idealSeconds, overheadRatio: Math.round((actual / best) * 10_000) / 10_000 }
}

function parityOf(run: Run): Outcome['parity'] {
  const journal = run.timeline.results('compare-configuration') as readonly { checked: number; unexplained: number }[]
  const repairs = run.timeline.results('repair-configuration') as readonly { repaired: readonly string[] }[]
  const last = journal.at(-1)
  return {
    checked: last?.checked ?? 0,
    repaired: repairs.flatMap(({ repaired }) => repaired).length,
    unexplained: last?.unexplained ?? 0,
  }
}

function recordOf(run: Run): RunRecord | undefined {
  const text = textIn(run, run.world.platform.muster.controlBucket, keys.record(run.id))
  return text === undefined ? undefined : (JSON.parse(text) as RunRecord)
}

function textIn({ world }: Run, bucket: string, key: string): string | undefined {
  const bytes = world.region.s3.content(bucket, key)
  return bytes && Buffer.from(bytes).toString()
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of [...names].sort()) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

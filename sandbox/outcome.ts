// What a rehearsal comes to: the run's own record, what the visitors measured, and what the sandbox found by looking.

import { keys, reportKeys } from '../domain/control-records.ts'
import { toInstant } from '../domain/instant.ts'
import type { RunRecord } from '../domain/record.ts'
import { type Ending, endings } from '../domain/run.ts'
import { costOf } from './cost.ts'
import { exportedRows } from './exported.ts'
import { inventory, leftovers, serving } from './leftovers.ts'
import type { Outcome, Rehearsal, RehearsalRequest } from './rehearsal.ts'
import type { Run } from './stage.ts'
import { uncountedSeconds } from './uncounted.ts'
import { achievedRpo, healthyAtEnd, lostWrites, outageSeconds, secondsUntilWell } from './world/measures.ts'

interface Measured {
  readonly request: RehearsalRequest
  readonly run: Run
  readonly ideal: Run | undefined
}

export function outcomeOf({ request, run, ideal }: Measured): Rehearsal {
  const { world, execution, timeline } = run
  const record = recordOf(run)
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
    ending: endingOf(run),
    cause: execution.cause ?? '',
    startedAt: toInstant(execution.startDate),
    endedAt: toInstant(execution.stopDate ?? execution.startDate),
    steps: timeline.steps(),
    objectives: objectivesOf(request, run),
    visitors: visitorsOf(run),
    ...overheadOf(run, ideal),
    calls: { total: calls.length, byOperation: countBy(calls.map(call => call.operation)) },
    transitions: execution.transitions,
    denied: [...denied, ...refused],
    retained: record?.retained ?? [],
    leftovers: leftovers(run.before, inventory(world), [
      serving(world),
      ...(record?.retained ?? []).map(({ id }) => id),
    ]),
    parity: parityOf(run),
  }
  return {
    outcome: { ...outcome, cost: costOf(outcome), wallSeconds: 0 },
    runReport: textIn(run, world.platform.muster.evidenceBucket, reportKeys(run.id).markdown) ?? '',
    history: execution.history,
    calls,
    logs: world.logs,
    messages: run.messages,
  }
}

function endingOf({ execution }: Run): Ending {
  if (execution.status === 'SUCCEEDED') return (JSON.parse(execution.output ?? '{}') as { ending: Ending }).ending
  const named = endings.find(each => each === execution.error)
  // Runtime errors and stops reach no Catch: nothing was walked back, and the supervisor has to.
  return named ?? 'RollbackIncomplete'
}

function objectivesOf({ mode }: RehearsalRequest, run: Run): Outcome['objectives'] {
  const { scenario, world, execution, incidentAt } = run
  const { rto, rpo } = scenario.objectives
  const promisedRpo = Object.values(rpo)[0] ?? 0
  const ended = (execution.stopDate ?? execution.startDate) - execution.startDate
  // A drill has no outage to end: what it measures is the time from its start to its proof.
  const achievedRto = mode === 'drill' ? ended / 1000 : secondsUntilWell(world.visitors.visits, execution.startDate)
  const achieved = incidentAt === undefined ? null : finite(achievedRpo(world.visitors, lostOf(run), incidentAt))
  return {
    rto: { promisedSeconds: rto, achievedSeconds: achievedRto, met: achievedRto <= rto },
    rpo: { promisedSeconds: promisedRpo, achievedSeconds: achieved, met: achieved !== null && achieved <= promisedRpo },
  }
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

const lostOf = ({ world }: Run) => lostWrites(world.visitors, world.site.session(), world.platform.database.tablePrefix)

function visitorsOf(run: Run): Outcome['visitors'] {
  const { visits, writes } = run.world.visitors
  const lost = lostOf(run)
  const exported = exportedRows(run)
  return {
    requests: visits.length,
    writes: writes.length,
    failed: visits.filter(({ seen }) => seen === 'failed').length,
    wrong: visits.filter(({ seen }) => seen === 'wrong').length,
    outageSeconds: outageSeconds(visits),
    lostWrites: lost.length,
    exportedWrites: lost.filter(({ token }) => exported.includes(token)).length,
    healthyAtEnd: healthyAtEnd(visits),
  }
}

/** Approvals and the commit window are people's time and are left out of both sides. */
function overheadOf(run: Run, ideal: Run | undefined): Pick<Outcome, 'idealSeconds' | 'overheadRatio'> {
  const seconds = ({ execution, timeline, scenario }: Run) =>
    ((execution.stopDate ?? execution.startDate) - execution.startDate) / 1000 -
    uncountedSeconds(timeline.steps(), scenario)
  if (!ideal) return { idealSeconds: 0, overheadRatio: 0 }
  const [actual, best] = [seconds(run), seconds(ideal)]
  return { idealSeconds: Math.round(best * 1000) / 1000, overheadRatio: Math.round((actual / best) * 10_000) / 10_000 }
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

// What `GET /_muster/state` tells: the time and pace, what visitors see, disasters, runs, and questions nobody has answered.
import { toInstant } from '../../domain/instant.ts'
import { modes } from '../../domain/run.ts'
import { scenarios } from '../../workflows/index.ts'
import type { Visit } from '../world/visitors.ts'
import type { Served } from './control-door.ts'
import { machineArn } from './served-world.ts'

/** Of the last minute: a read comes every five seconds. */
const LATEST_VISITS = 12

export function stateOf({ world, pace, questions, disasters, url }: Served): object {
  const { clock, visitors, platform, region } = world
  const latest = visitors.visits.slice(-LATEST_VISITS)
  return {
    now: toInstant(Math.floor(clock.now())),
    pace:
      pace.speed.kind === 'paced' ? `${pace.speed.times} times real time` : 'stands still until POST /_muster/advance',
    account: platform.account,
    region: region.name,
    endpoint: url,
    visitors: {
      lastMinute: { ok: count(latest, 'ok'), wrong: count(latest, 'wrong'), failed: count(latest, 'failed') },
      reads: visitors.visits.length,
      writes: visitors.writes.length,
      refusedWrites: visitors.refusedWrites,
    },
    disasters,
    machines: scenarios.flatMap(({ name }) => modes.map(mode => machineArn(world, name, mode))),
    runs: runsOf(world),
    questions: questions.open(),
  }
}

const count = (visits: readonly Visit[], seen: Visit['seen']): number =>
  visits.filter(each => each.seen === seen).length

function runsOf({ engine }: Served['world']): readonly object[] {
  return engine
    .listStateMachines()
    .flatMap(({ arn }) => engine.listExecutions(arn))
    .map(({ arn, status, startDate, stopDate, error, cause }) => ({
      arn,
      status,
      startedAt: toInstant(startDate),
      ...(stopDate !== undefined && { endedAt: toInstant(stopDate) }),
      ...(error !== undefined && { error, cause }),
    }))
}

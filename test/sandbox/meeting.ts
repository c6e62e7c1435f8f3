// A rehearsal that meets misfortunes, with what a test asks of it afterwards: the world, the lock, the site, production.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { keys, type Lock } from '../../domain/control-records.ts'
import { platformName, platformSchema } from '../../domain/platform.ts'
import type { Mode } from '../../domain/run.ts'
import type { HistoryEvent } from '../../sandbox/engine/index.ts'
import { checkFaults, modesOfFaults } from '../../sandbox/faults/index.ts'
import { applications, cronJobs, deployments } from '../../sandbox/kubernetes/kinds.ts'
import { outcomeOf } from '../../sandbox/outcome.ts'
import type { Approving, Outcome, RehearsalRequest } from '../../sandbox/rehearsal.ts'
import { handlersOf } from '../../sandbox/rehearse.ts'
import { closeStage, ended, type Run, type Stage, setStage, startRun } from '../../sandbox/stage.ts'
import type { World } from '../../sandbox/world/world.ts'
import { databaseCorruption as scenario } from '../../workflows/database-corruption.ts'

export { scenario }
export const platform = platformSchema.parse(parse(readFileSync('platforms/example.yaml', 'utf8')))

export interface Meeting {
  readonly mode?: Mode
  readonly input?: Readonly<Record<string, unknown>>
  readonly approving?: Approving
  /** In true time, with five hours of visitors before; otherwise AWS is ten times as fast and the day is short. */
  readonly inTrueTime?: boolean
  /** What else the test does to the world before the run starts. */
  readonly prepare?: (world: World) => void
}

export interface Met {
  readonly outcome: Outcome
  readonly run: Run
  readonly world: World
  /** Production before the run and after it. */
  readonly production: { readonly before: Production; readonly after: Production }
}

export async function meet(faults: readonly string[], meeting: Meeting = {}): Promise<Met> {
  const { mode = 'recover', inTrueTime = false, approving = { kind: 'approve', afterSeconds: 120 } } = meeting
  // A short window: what is looked at in it has happened after ten minutes, and every minute of it is a poll.
  const input = { ...(mode === 'recover' && { commitWindowMinutes: 10 }), ...meeting.input }
  const request: RehearsalRequest = {
    ...{ scenario: scenario.name, mode, seed: 'misfortunes', platform, input, approving, faults },
    measureOverhead: false,
  }
  checkFaults(faults, scenario, mode)
  const handlers = new Map<string, never>()
  for (const each of [mode, ...modesOfFaults(faults)])
    for (const [verb, handler] of await handlersOf(scenario, each)) handlers.set(verb, handler as never)
  const stage: Stage = await setStage({ request, scenario, handlers, ideal: false, quick: !inTrueTime })
  meeting.prepare?.(stage.world)
  const before = productionOf(stage.world)
  const run = startRun(stage)
  await ended(run)
  await closeStage(stage)
  const { outcome } = outcomeOf({ request, run, ideal: undefined })
  return { outcome, run, world: stage.world, production: { before, after: productionOf(stage.world) } }
}

/** What a run that failed must leave as it found it. */
export type Production = ReturnType<typeof productionOf>

function productionOf({ kubernetes: { store }, region }: World) {
  const { namespace, deployment, argoApplication } = platform.kubernetes
  const application = store.get(applications, argoApplication?.namespace, argoApplication?.name ?? '')
  return {
    replicas: store.get(deployments, namespace, deployment)?.spec?.replicas,
    suspended: store.list(cronJobs, namespace).map(({ metadata, spec }) => [metadata.name, spec?.suspend ?? false]),
    automated: application?.spec.syncPolicy?.automated,
    secret: JSON.parse(region.secrets.current(platform.database.secret)?.value ?? '{}'),
    selections: region.backup.selectionNames(),
  }
}

export function recordIn<T>({ region }: World, key: string): T | undefined {
  const bytes = region.s3.content(platform.muster.controlBucket, key)
  return bytes && (JSON.parse(Buffer.from(bytes).toString()) as T)
}

export const lockIn = (world: World): Lock | undefined => recordIn(world, keys.lock(platformName(platform)))

/** A minute of visits at the end, as people met them. */
export function siteAtEnd({ visitors }: World): 'healthy' | 'damaged' | 'down' {
  const seen = visitors.visits.slice(-12).map(visit => visit.seen)
  if (seen.includes('failed')) return 'down'
  return seen.includes('wrong') ? 'damaged' : 'healthy'
}

/** Seconds from a moment until the first event that tells of that error. */
export function secondsUntil({ execution }: Run, from: number, error: string): number {
  const told = execution.history.find(event => event.timestamp >= from && errorOf(event) === error)
  return told ? (told.timestamp - from) / 1000 : Number.POSITIVE_INFINITY
}

const errorOf = (event: HistoryEvent): unknown =>
  (event.taskFailedEventDetails ?? event.executionFailedEventDetails)?.error

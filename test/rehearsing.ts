// How tests rehearse: the example platform, the usual answers, and stages on which several runs follow each other.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { keys, reportKeys } from '../domain/control-records.ts'
import { platformSchema } from '../domain/platform.ts'
import { type Mode, modes } from '../domain/run.ts'
import { decideOn } from '../sandbox/approver.ts'
import { outcomeOf } from '../sandbox/outcome.ts'
import type { Outcome, Rehearsal, RehearsalRequest } from '../sandbox/rehearsal.ts'
import { handlersOf, rehearse, scenarioNamed } from '../sandbox/rehearse.ts'
import { closeStage, deploy, ended, type Run, type Stage, setStage, startRun } from '../sandbox/stage.ts'
import { clustersOf } from '../sandbox/world/backup-resources.ts'
import type { World } from '../sandbox/world/world.ts'

export const platform = platformSchema.parse(parse(readFileSync('platforms/example.yaml', 'utf8')))
export const { clusterId, secret } = platform.database

export const asked = (given: Partial<RehearsalRequest> = {}): RehearsalRequest => ({
  scenario: 'database-corruption',
  mode: 'recover',
  seed: 'one',
  platform,
  input: {},
  approving: { kind: 'approve', afterSeconds: 120 },
  faults: [],
  measureOverhead: false,
  ...given,
})

export const rehearsed = (given: Partial<RehearsalRequest> = {}): Promise<Rehearsal> => rehearse(asked(given))

/** Quick: half an hour of visitors before the disaster, and everything on AWS ten times as fast. Both modes are deployed. */
export async function staged(given: Partial<RehearsalRequest> = {}, { quick = true } = {}): Promise<Stage> {
  const request = asked(given)
  const scenario = scenarioNamed(request.scenario)
  const loaded = await Promise.all(modes.map(mode => handlersOf(scenario, mode)))
  const handlers = new Map(loaded.flatMap(each => [...each]))
  const stage = await setStage({ request, scenario, handlers, ideal: false, quick })
  for (const mode of modes) if (mode !== request.mode) deploy(stage.world, { scenario, mode, handlers })
  return stage
}

type Verdict = 'approve' | 'reject' | 'silence'

/** Answers the questions of a stage that was told `never`, by their titles, two minutes after they were asked. */
export function answering({ world }: Stage, verdictOn: (title: string) => Verdict): void {
  world.region.sns.subscribe(platform.muster.topic, ({ message }) => {
    const {
      approvalId,
      run = '',
      title = '',
    } = JSON.parse(message) as { approvalId?: string; run?: string; title?: string }
    const verdict = verdictOn(title)
    if (approvalId === undefined || verdict === 'silence') return
    world.clock.after(120_000, () => decideOn(world, run, { approvalId, verdict }))
  })
}

/** Lets time pass until the run has begun that step, or has ended. */
export const untilStep = ({ world, timeline, execution }: Run, name: string): Promise<void> =>
  world.clock.run(() => execution.status !== 'RUNNING' || timeline.steps().some(step => step.name === name))

/** A run from its start to its end. */
export async function played(stage: Stage, input?: object, mode?: Mode): Promise<Run> {
  const run = startRun(stage, input, mode)
  await ended(run)
  return run
}

export const measured = ({ request }: Stage, run: Run): Outcome => outcomeOf({ request, run, ideal: undefined }).outcome

/** One run, quickly, and what it came to. */
export async function playedOnce(given: Partial<RehearsalRequest> = {}): Promise<{ run: Run; outcome: Outcome }> {
  const stage = await staged(given)
  const run = await played(stage)
  await closeStage(stage)
  return { run, outcome: measured(stage, run) }
}

/** What a bucket holds now, as text by key. */
export function contentOf({ region }: World, bucket: string): ReadonlyMap<string, string> {
  const text = (key: string) => Buffer.from(region.s3.content(bucket, key) ?? []).toString()
  return new Map(region.s3.keys(bucket).map(key => [key, text(key)]))
}

export const clusterNamed = ({ region }: World, id: string) =>
  clustersOf(region).find(each => each.DBClusterIdentifier === id)

export const clusterNames = ({ region }: World): readonly string[] =>
  clustersOf(region).map(({ DBClusterIdentifier = '' }) => DBClusterIdentifier)

export const tagsOf = (world: World, id: string): Readonly<Record<string, string>> =>
  Object.fromEntries((clusterNamed(world, id)?.TagList ?? []).map(({ Key = '', Value = '' }) => [Key, Value]))

export const secretFields = ({ region }: World): Readonly<Record<string, unknown>> =>
  JSON.parse(region.secrets.current(secret)?.value ?? '{}') as Record<string, unknown>

/** Everything that people said is due to them, however a run ends: record, report, message, and a free platform. */
export function dues({ world, id }: Pick<Run, 'world' | 'id'>): Readonly<Record<string, boolean>> {
  // In the region in which the run works.
  const { controlBucket, evidenceBucket, topic } = world.platform.muster
  const control = contentOf(world, controlBucket)
  const evidence = contentOf(world, evidenceBucket)
  const { json, markdown } = reportKeys(id)
  return {
    record: control.has(keys.record(id)),
    report: evidence.has(json) && evidence.has(markdown),
    told: world.region.sns.published(topic).some(({ message }) => isEndOf(message, id)),
    lockIsFree: !control.has(keys.lock(`${platform.project}-${platform.environment}`)),
  }
}

function isEndOf(message: string, id: string): boolean {
  const { kind, run } = JSON.parse(message) as { kind: string; run: string }
  return kind === 'ended' && run === id
}
export const ALL_DUES = { record: true, report: true, told: true, lockIsFree: true }

/** Operations by which anything but records, reports and messages is changed or read. */
export const touchedBeyondRecords = ({ calls }: Pick<Outcome, 'calls'>): readonly string[] =>
  Object.keys(calls.byOperation).filter(operation => !/^(s3:|sns:Publish$|events:PutEvents$|kms:)/.test(operation))

export const stepNamed = ({ steps }: Pick<Outcome, 'steps'>, name: string) => steps.find(step => step.name === name)

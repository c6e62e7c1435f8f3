// A world in which drills are scheduled, alarms and events set off runs, and somebody looks after them.
import { keys } from '../../domain/control-records.ts'
import { doorNamed } from '../../domain/deployed-names.ts'
import type { Platform } from '../../domain/platform.ts'
import { type Mode, modes } from '../../domain/run.ts'
import type { Execution, Json } from '../../sandbox/engine/index.ts'
import { cronJobs } from '../../sandbox/kubernetes/kinds.ts'
import type { Handler } from '../../sandbox/lambda.ts'
import { connectEvents } from '../../sandbox/operations.ts'
import type { Approving } from '../../sandbox/rehearsal.ts'
import { handlersOf } from '../../sandbox/rehearse.ts'
import { deploy, setStage } from '../../sandbox/stage.ts'
import type { World } from '../../sandbox/world/world.ts'
import { scenarios } from '../../workflows/index.ts'
import { asked, platform as example } from '../rehearsing.ts'

export const MINUTE = 60_000
export const DAY = 1440 * MINUTE
export const at = (text: string) => Date.parse(text)

export const here = scenarios.filter(({ runsIn = 'primary' }) => runsIn === 'primary')
const loaded = new Map<string, Handler>()

/** To be called before all tests of a file. */
export async function loadHandlers(): Promise<void> {
  for (const scenario of here)
    for (const mode of modes) for (const [name, handler] of await handlersOf(scenario, mode)) loaded.set(name, handler)
}

const ANSWERS: Approving = { kind: 'approve', afterSeconds: 120 }

/** WP-Cron and Argo CD stand still: in three months they would do nothing but take time. */
export async function worldOf(changes: object, seed: string, approving: Approving = ANSWERS): Promise<World> {
  const platform = { ...example, kubernetes: { ...example.kubernetes, argoApplication: null }, ...changes } as Platform
  const request = asked({ mode: 'drill', seed, platform, approving })
  const [scenario] = here
  const stage = await setStage({ request, scenario: scenario!, handlers: loaded, ideal: false, quick: true })
  const { world } = stage
  for (const each of here) for (const mode of modes) deploy(world, { scenario: each, mode, handlers: loaded })
  for (const each of world.kubernetes.store.list(cronJobs))
    world.kubernetes.store.update(each, ({ spec }) => {
      if (spec) spec.suspend = true
    })
  world.visitors.stop()
  connectEvents(world)
  return world
}

export const executionsOf = ({ engine }: World, mode?: Mode): readonly Execution[] =>
  engine
    .listStateMachines()
    .filter(({ name }) => mode === undefined || name.endsWith(`-${mode}`))
    .flatMap(({ arn }) => engine.listExecutions(arn))
    .toSorted((a, b) => a.startDate - b.startDate)

export const recordOf = ({ region, platform }: World, key: string) =>
  JSON.parse(Buffer.from(region.s3.content(platform.muster.controlBucket, key) ?? 'null').toString())

export const endingsOf = (world: World): Readonly<Record<string, string>> =>
  Object.fromEntries(executionsOf(world).map(({ name }) => [name, recordOf(world, keys.record(name))?.ending]))

export const call = ({ functions, platform }: World, door: string, event: Json): Promise<Json> =>
  functions.invoke(doorNamed(`${platform.project}-${platform.environment}`, door), event)

export async function settled<T>({ clock }: World, work: Promise<T>): Promise<T> {
  let over = false
  const done = () => {
    over = true
  }
  work.then(done, done)
  await clock.run(() => over)
  return work
}

export const stateOf = ({ region, platform }: World, alarm: string): string | undefined =>
  region.cloudwatch.alarm(`${platform.project}-${platform.environment}-${alarm}`)?.status.value

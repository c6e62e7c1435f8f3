// Rehearses what uses grants, and says of every grant which rehearsals used it.
import { keys } from '../../domain/control-records.ts'
import { toInstant } from '../../domain/instant.ts'
import { type Platform, platformName } from '../../domain/platform.ts'
import { modes } from '../../domain/run.ts'
import type { Scenario } from '../../workflows/language/nodes.ts'
import { modesOfFaults } from '../faults/index.ts'
import { loadHandlers } from '../handlers.ts'
import { handlersOf } from '../rehearse.ts'
import { chatDoorNames } from '../slack/deploy.ts'
import { ended, type Run, type Stage, setStage, startRun } from '../stage.ts'
import { settled } from '../supervisor.ts'
import type { World } from '../world/world.ts'
import { perform, prepare } from './beforehand.ts'
import { type Grant, grantsOf } from './grants.ts'
import { beat, driveByAlarm, lookAfter } from './operations.ts'
import { rehearsalsFor, type Use } from './rehearsals.ts'
import { driveThroughApi } from './through-api.ts'
import { driveThroughChat } from './through-chat.ts'
import { type Asked, covers, listen } from './used.ts'

export interface UsedGrant extends Grant {
  /** Titles of the rehearsals that used it. */
  readonly usedBy: readonly string[]
}

const MINUTE = 60_000

interface Uses {
  readonly grants: readonly UsedGrant[]
  /** Titles, in the order in which they were played. */
  readonly rehearsals: readonly string[]
}

export async function usedGrants(scenarios: readonly Scenario[], platform: Platform): Promise<Uses> {
  const rehearsed: { readonly title: string; readonly asked: readonly Asked[] }[] = []
  for (const scenario of scenarios)
    for (const use of rehearsalsFor(scenario.name))
      rehearsed.push({ title: `${scenario.name}: ${use.title}`, asked: await rehearseUse(scenario, platform, use) })
  const grants = grantsOf(scenarios, platform).map(grant => ({
    ...grant,
    usedBy: rehearsed.filter(({ asked }) => asked.some(each => covers(grant, each))).map(({ title }) => title),
  }))
  return { grants, rehearsals: rehearsed.map(({ title }) => title) }
}

async function rehearseUse(scenario: Scenario, platform: Platform, use: Use): Promise<readonly Asked[]> {
  const stage = await stageOf(scenario, platform, use)
  const { world } = stage
  const asked = listen(world)
  if (use.slow) world.lifecycle.override({ ...use.slow })
  for (const each of use.beforehand ?? []) await prepare(world, each)
  if (use.lookedAfter) await lookAfter(stage)
  if (use.beats) await beat(stage)
  if (use.drivenBy) {
    await drives[use.drivenBy](stage)
    world.visitors.stop()
    return asked()
  }
  const run = startRun(stage)
  if (use.stopsAt !== undefined)
    stage.timeline.whenBegun(use.stopsAt, () =>
      world.clock.after(0, () => world.engine.stopExecution(run.execution.arn)),
    )
  const abortsAt = use.adopts ? 'quiet' : use.abortsAt
  if (abortsAt !== undefined) stage.timeline.whenBegun(abortsAt, () => abort(world, run))
  for (const [step, deed] of Object.entries(use.meanwhile ?? {}))
    stage.timeline.whenBegun(step, () => perform(world, deed))
  for (const [step, request] of Object.entries(use.unheard ?? {}))
    stage.timeline.whenBegun(step, () => loseAnswer(world, request))
  if (use.unlockedAt !== undefined) stage.timeline.whenBegun(use.unlockedAt, () => unlock(world))
  await ended(run)
  if (use.contends) await ended(startRun(stage))
  await settled(world, run.execution)
  await world.clock.run(world.clock.now() + 5 * MINUTE)
  for (const each of use.between ?? []) await prepare(world, each)
  if (use.adopts) await adopt(stage, run, use.adopts)
  world.visitors.stop()
  return asked()
}

const drives = { api: driveThroughApi, chat: driveThroughChat, alarm: driveByAlarm } as const

async function adopt(stage: Stage, { id }: Run, how: NonNullable<Use['adopts']>): Promise<void> {
  const { world, request } = stage
  const run = startRun(stage, { ...request.input, adopt: id })
  if (how === 'and is aborted')
    for (const step of ['created', 'mountable']) run.timeline.whenBegun(step, () => abort(world, run))
  await ended(run)
}

function abort({ region, platform, clock }: World, { id }: Run): void {
  const word = { action: 'abort', by: 'oncall@example.com', reason: 'not this one', at: toInstant(clock.now()) }
  region.s3.put(platform.muster.controlBucket, keys.operator(id), JSON.stringify(word))
}

function loseAnswer({ kubernetesFaults }: World, request: string): void {
  let lost = false
  kubernetesFaults.push(({ verb, resource }) => {
    if (lost || `${verb} ${resource}` !== request) return undefined
    lost = true
    return { kind: 'lost' }
  })
}

/** By hand, as an administrator might. */
function unlock({ region, platform }: World): void {
  region.s3.take(platform.muster.controlBucket, keys.lock(platformName(platform)))
}

async function stageOf(scenario: Scenario, platform: Platform, use: Use): Promise<Stage> {
  const { mode, input = {}, faults = [] } = use
  const wanted = modes.filter(each => each === mode || modesOfFaults(faults).includes(each))
  const handlers = new Map(
    (await Promise.all(wanted.map(each => handlersOf(scenario, each)))).flatMap(each => [...each]),
  )
  const request = {
    scenario: scenario.name,
    mode,
    seed: 'permissions',
    platform,
    input: { ...(mode === 'recover' && { commitWindowMinutes: 5 }), ...input },
    approving: use.drivenBy ? ({ kind: 'never' } as const) : ({ kind: 'approve', afterSeconds: 5 } as const),
    chat: use.drivenBy === 'chat',
    faults,
  }
  if (request.chat) for (const [name, handler] of await loadHandlers(chatDoorNames)) handlers.set(name, handler)
  return setStage({ request, scenario, handlers, ideal: false, quick: use.unhurried !== true, supervision: {} })
}

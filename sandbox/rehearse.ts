// Rehearses a scenario: builds the world, lets people use it, strikes, runs the runbook on virtual time, and measures.
import type { Mode } from '../domain/run.ts'
import { decide } from '../lambdas/decide/contract.ts'
import { usesOf } from '../workflows/deployment.ts'
import { scenarios } from '../workflows/index.ts'
import { machineName } from '../workflows/language/asl/machine.ts'
import type { Scenario } from '../workflows/language/nodes.ts'
import { answerQuestions } from './approver.ts'
import { type DeployInto, deployFunction, deployScenarios } from './deployment.ts'
import type { Execution, HistoryEvent } from './engine/index.ts'
import { armFaults } from './faults/index.ts'
import { loadHandlers } from './handlers.ts'
import type { Handler } from './lambda.ts'
import { inventory } from './leftovers.ts'
import { outcomeOf } from './outcome.ts'
import type { Rehearsal, RehearsalRequest } from './rehearsal.ts'
import { Timeline, Titles } from './timeline.ts'
import { disasterFor } from './world/disasters/index.ts'
import { grantKubernetes } from './world/grant-kubernetes.ts'
import { makeWorld, WORLD_BEGINS, type World } from './world/world.ts'

const MINUTE = 60_000

/** Everything that one run left to be measured. */
export interface Run {
  readonly scenario: Scenario
  readonly world: World
  readonly execution: Execution
  readonly timeline: Timeline
  readonly messages: readonly string[]
  /** Undefined in a drill: nothing has struck. */
  readonly incidentAt: number | undefined
  readonly before: ReadonlySet<string>
  readonly callsBefore: number
}

/** @throws when the scenario or a fault is unknown, or when the sandbox itself fails; a run that fails is an outcome. */
export async function rehearse(request: RehearsalRequest): Promise<Rehearsal> {
  const scenario = scenarioNamed(request.scenario)
  const handlers = await loadHandlers(
    [...usesOf([scenario], request.mode).map(({ contract }) => contract.name), decide.name],
    request.bundles,
  )
  const run = await runOnce({ request, scenario, handlers, ideal: false })
  const ideal =
    request.measureOverhead === false
      ? undefined
      : await runOnce({ request: { ...request, onProgress: undefined }, scenario, handlers, ideal: true })
  return outcomeOf({ request, run, ideal })
}

export function scenarioNamed(name: string): Scenario {
  const found = scenarios.find(each => each.name === name)
  if (!found)
    throw new Error(`there is no scenario "${name}"; there are ${scenarios.map(each => each.name).join(', ')}`)
  return found
}

interface Once {
  readonly request: RehearsalRequest
  readonly scenario: Scenario
  readonly handlers: ReadonlyMap<string, Handler>
  readonly ideal: boolean
}

async function runOnce({ request, scenario, handlers, ideal }: Once): Promise<Run> {
  const { platform, seed, mode, onProgress } = request
  const timeline = new Timeline(new Titles(scenario, mode))
  const onEvent = (execution: Execution, event: HistoryEvent) => {
    const step = timeline.add(event)
    if (step) onProgress?.({ kind: 'step', elapsedSeconds: (event.timestamp - execution.startDate) / 1000, step })
  }
  const world = makeWorld({ platform, seed, ideal, onEvent })
  deploy(world, { scenario, mode, handlers })
  const messages: string[] = []
  answerQuestions(world, request.approving, messages)
  const incidentAt = await beforeTheRun(world, request)
  armFaults(request.faults, { world, scenario, mode, timeline })
  const before = inventory(world)
  const callsBefore = world.cloud.calls.length
  const execution = start(world, request)
  await world.clock.run(() => execution.status !== 'RUNNING')
  // Late effects and slow visitors are given their time: a leftover that appears after the end is a leftover.
  await world.clock.run(world.clock.now() + 5 * MINUTE)
  world.visitors.stop()
  return { scenario, world, execution, timeline, messages, incidentAt, before, callsBefore }
}

function deploy(
  world: World,
  { scenario, mode, handlers }: { scenario: Scenario; mode: Mode; handlers: ReadonlyMap<string, Handler> },
): void {
  const { cloud, engine, functions, platform, region, logs } = world
  const into: DeployInto = { cloud, engine, functions, platform, region: region.name, handlers, logs }
  deployScenarios([scenario], mode, into)
  deployFunction({ contract: decide, records: false, heeds: false }, 'recover', into)
  grantKubernetes(world, usesOf([scenario], mode), mode)
}

/** The platform in use, and in recover mode the disaster and the time until somebody starts the run. */
async function beforeTheRun(
  world: World,
  { scenario, mode, onProgress }: RehearsalRequest,
): Promise<number | undefined> {
  const { clock, visitors } = world
  const disaster = disasterFor(scenario)
  const at = Date.parse(disaster.at)
  onProgress?.({ kind: 'world', text: 'A WordPress platform is built, and people use it' })
  await clock.run(WORLD_BEGINS + 5 * MINUTE)
  visitors.start()
  await clock.run(at)
  if (mode === 'drill') return undefined
  disaster.strike(world)
  onProgress?.({ kind: 'world', text: `Disaster strikes at ${disaster.at}: ${disaster.tells}` })
  await clock.run(at + disaster.noticedAfter * 1000)
  return at
}

function start(world: World, { scenario, mode, input }: RehearsalRequest): Execution {
  const { engine, platform, region, clock } = world
  const proposed = mode === 'recover' ? disasterFor(scenario).request(world) : { requestedBy: 'schedule' }
  const name = `${scenario}-${new Date(clock.now()).toISOString().slice(0, 16).replace(/[-:]/g, '')}`
  const stateMachineArn = `arn:aws:states:${region.name}:${platform.account}:stateMachine:${machineName({ name: scenario }, platform, mode)}`
  return engine.startExecution({ stateMachineArn, name, input: JSON.stringify({ ...proposed, ...input }) })
}

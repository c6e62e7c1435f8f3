// The stage of a rehearsal: a world in use, struck or not, in which one run or several start and come to their ends.
import type { Mode } from '../domain/run.ts'
import { unwindInput, unwindName } from '../domain/unwind.ts'
import { decide } from '../lambdas/decide/contract.ts'
import { supervise } from '../lambdas/supervise/contract.ts'
import { usesOf } from '../workflows/deployment.ts'
import { machineName } from '../workflows/language/asl/machine.ts'
import type { Scenario } from '../workflows/language/nodes.ts'
import { answerQuestions } from './approver.ts'
import { type DeployInto, deployFunction, deployScenarios } from './deployment.ts'
import type { Execution, HistoryEvent } from './engine/index.ts'
import { armFaults } from './faults/index.ts'
import type { Handler } from './lambda.ts'
import { inventory } from './leftovers.ts'
import type { RehearsalRequest } from './rehearsal.ts'
import { type Supervision, superviseRuns } from './supervisor.ts'
import { Timeline, Titles } from './timeline.ts'
import { disasterFor } from './world/disasters/index.ts'
import { grantKubernetes } from './world/grant-kubernetes.ts'
import type { Witness } from './world/witness.ts'
import { makeWorld, WORLD_BEGINS, type World } from './world/world.ts'

const MINUTE = 60_000

export interface Stage {
  readonly request: RehearsalRequest
  readonly scenario: Scenario
  readonly world: World
  /** Everything that was said on the topic. */
  readonly messages: readonly string[]
  /** Undefined when nothing has struck: a drill begins with a healthy platform. */
  readonly incidentAt: number | undefined
  /** Who looks beside the visitors; undefined where nobody does. */
  readonly witness: Witness | undefined
  /** Of the first run; armed faults watch it. */
  readonly timeline: Timeline
  /** By execution ARN. */
  readonly timelines: Map<string, Timeline>
}

/** Everything that one run left to be measured. */
export interface Run extends Omit<Stage, 'request' | 'timelines'> {
  /** Under which its record lies: the execution's name, or that of the run which the execution unwinds. */
  readonly id: string
  readonly execution: Execution
  /** What was there when it started. */
  readonly before: ReadonlySet<string>
  readonly callsBefore: number
}

export interface StageOptions {
  readonly request: RehearsalRequest
  readonly scenario: Scenario
  /** By verb, `decide` among them. */
  readonly handlers: ReadonlyMap<string, Handler>
  /** Calls and handlers take no time: what overhead is measured against. */
  readonly ideal: boolean
  /** A short world for sweeps: 25 minutes of visitors before the disaster, and AWS ten times as fast. */
  readonly quick?: boolean
  /** Runs that end without an ending of their own are unwound; absent, they stay as they are. */
  readonly supervision?: Supervision
}

/** Builds the world, deploys the scenario, arms the faults, lets people use the platform, and strikes. Nothing runs yet. */
export async function setStage(options: StageOptions): Promise<Stage> {
  const { request, scenario, handlers, ideal, quick = false, supervision } = options
  const { platform, seed, mode, onProgress } = request
  const timeline = new Timeline(new Titles(scenario, mode))
  const timelines = new Map<string, Timeline>()
  const onEvent = (execution: Execution, event: HistoryEvent) => {
    const step = timelines.get(execution.arn)?.add(event)
    if (step) onProgress?.({ kind: 'step', elapsedSeconds: (event.timestamp - execution.startDate) / 1000, step })
  }
  const history = quick ? disasterFor(scenario.name).historyFrom?.(request.input) : undefined
  const begins = history === undefined ? WORLD_BEGINS : Date.parse(history)
  const world = makeWorld({ platform, seed, ideal, onEvent, begins, pace: quick ? 0.1 : 1 })
  deploy(world, { scenario, mode, handlers })
  for (const contract of supervision ? [decide, supervise] : [decide])
    deployFunction({ contract, records: false, heeds: false }, 'recover', into(world, handlers))
  if (supervision) superviseRuns(world, supervision)
  const messages: string[] = []
  answerQuestions(world, request.approving, messages)
  armFaults(request.faults, {
    world,
    scenario,
    mode,
    timeline,
    ...momentsOf(request),
    deploy: other => deploy(world, { scenario, mode: other, handlers }),
  })
  const witness = disasterFor(scenario.name).witness?.(world)
  const incidentAt = await beforeTheRun({ world, witness, request, quick })
  return { request, scenario, world, messages, incidentAt, witness, timeline, timelines }
}

interface Deployed {
  readonly scenario: Scenario
  readonly mode: Mode
  readonly handlers: ReadonlyMap<string, Handler>
}

/** Machine, functions and rights of one mode. */
export function deploy(world: World, { scenario, mode, handlers }: Deployed): void {
  deployScenarios([scenario], mode, into(world, handlers))
  grantKubernetes(world, usesOf([scenario], mode), mode)
}

function into(
  { cloud, engine, functions, platform, region, logs }: World,
  handlers: ReadonlyMap<string, Handler>,
): DeployInto {
  return { cloud, engine, functions, platform, region: region.name, handlers, logs }
}

/** When the disaster strikes and when the run starts, which in a drill is the same, and what the run will be called. */
function momentsOf({ scenario, mode }: RehearsalRequest) {
  const disaster = disasterFor(scenario)
  const struckAt = Date.parse(disaster.at)
  const startsAt = mode === 'drill' ? struckAt : struckAt + disaster.noticedAfter * 1000
  return { struckAt, startsAt, runId: runIdAt(scenario, startsAt) }
}

const runIdAt = (scenario: string, time: number): string =>
  `${scenario}-${new Date(time).toISOString().slice(0, 16).replace(/[-:]/g, '')}`

interface Beforehand {
  readonly world: World
  readonly witness: Witness | undefined
  readonly request: RehearsalRequest
  readonly quick: boolean
}

/** The platform in use, and in recover mode the disaster and the time until somebody starts the run. */
async function beforeTheRun({ world, witness, request, quick }: Beforehand): Promise<number | undefined> {
  const { clock, visitors } = world
  const { scenario, mode, onProgress } = request
  const disaster = disasterFor(scenario)
  const at = Date.parse(disaster.at)
  onProgress?.({ kind: 'world', text: 'A WordPress platform is built, and people use it' })
  await clock.run(quick ? at - 25 * MINUTE : WORLD_BEGINS + 5 * MINUTE)
  visitors.start()
  witness?.start()
  await clock.run(at)
  if (mode === 'drill') return undefined
  disaster.strike(world)
  onProgress?.({ kind: 'world', text: `Disaster strikes at ${disaster.at}: ${disaster.tells}` })
  await clock.run(at + disaster.noticedAfter * 1000)
  return at
}

/** Starts a run as somebody on call, or the schedule, would ask for it; `input` replaces fields of what they ask. */
export function startRun(stage: Stage, input: object = stage.request.input, mode: Mode = stage.request.mode): Run {
  const { scenario, world } = stage
  const proposed = mode === 'recover' ? disasterFor(scenario.name).request(world) : { requestedBy: 'schedule' }
  const id = runIdAt(scenario.name, world.clock.now())
  return begin(stage, { id, name: id, mode, input: { ...proposed, ...input } })
}

/** Starts the same machine to walk a run back from its record, as the supervisor does when no Catch could. */
export function startUnwind(stage: Stage, { id, execution }: Pick<Run, 'id' | 'execution'>, reason: string): Run {
  const mode = execution.stateMachineArn.endsWith('-drill') ? 'drill' : 'recover'
  return begin(stage, { id, name: unwindName(id, 1), mode, input: unwindInput(id, reason) })
}

interface Beginning {
  readonly id: string
  readonly name: string
  readonly mode: Mode
  readonly input: object
}

function begin(stage: Stage, { id, name, mode, input }: Beginning): Run {
  const { scenario, world, messages, incidentAt, witness, timelines } = stage
  const { region, platform, engine, cloud } = world
  const machine = machineName(scenario, platform, mode)
  const arnOf = (kind: string, rest: string) => `arn:aws:states:${region.name}:${platform.account}:${kind}:${rest}`
  const timeline = timelines.size === 0 ? stage.timeline : new Timeline(new Titles(scenario, mode))
  timelines.set(arnOf('execution', `${machine}:${name}`), timeline)
  const before = inventory(world)
  const callsBefore = cloud.calls.length
  const stateMachineArn = arnOf('stateMachine', machine)
  const execution = engine.startExecution({ stateMachineArn, name, input: JSON.stringify(input) })
  return { id, scenario, world, messages, incidentAt, witness, timeline, execution, before, callsBefore }
}

export const ended = ({ world, execution }: Run): Promise<void> => world.clock.run(() => execution.status !== 'RUNNING')

/** Late effects and slow visitors are given their time: a leftover that appears after the end is a leftover. */
export async function closeStage({ world, witness }: Stage): Promise<void> {
  await world.clock.run(world.clock.now() + 5 * MINUTE)
  world.visitors.stop()
  witness?.stop()
}

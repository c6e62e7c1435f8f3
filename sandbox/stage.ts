// The stage of a rehearsal: a world in use, struck or not, in which one run or several start and come to their ends.
import type { Mode } from '../domain/run.ts'
import { unwindInput, unwindName } from '../domain/unwind.ts'
import { supervise } from '../lambdas/supervise/contract.ts'
import { usesOf } from '../workflows/deployment.ts'
import { machineName } from '../workflows/language/asl/machine.ts'
import type { Scenario } from '../workflows/language/nodes.ts'
import { Titles } from '../workflows/language/titles.ts'
import { answerQuestions } from './approver.ts'
import { type DeployInto, deployFunction, deployScenarios } from './deployment.ts'
import { deployDoors, recordStart } from './doors.ts'
import type { Execution, HistoryEvent } from './engine/index.ts'
import { armFaults, platformUnder } from './faults/index.ts'
import type { Functions, Handler } from './lambda.ts'
import { inventory } from './leftovers.ts'
import type { RehearsalRequest } from './rehearsal.ts'
import { holdConversation } from './slack/conversation.ts'
import { chatRoutes, deployChat } from './slack/deploy.ts'
import type { Slack } from './slack/index.ts'
import { type Supervision, superviseRuns } from './supervisor.ts'
import { Timeline } from './timeline.ts'
import type { Store } from './world/disasters/disaster.ts'
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
  /** Where people ask and answer, when the rehearsal is one with chat. */
  readonly chat: Slack | undefined
  /** Undefined when nothing has struck: a drill begins with a healthy platform. */
  readonly incidentAt: number | undefined
  /** Who looks beside the visitors; undefined where nobody does. */
  readonly witness: Witness | undefined
  /** Stores whose RPO is told one by one; none in most scenarios. */
  readonly stores: Readonly<Record<string, Store>>
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
  readonly paidBefore: Functions['paid']
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
  const { seed, mode, onProgress } = request
  const platform = platformUnder(request.faults, request.platform)
  const timeline = new Timeline(new Titles(scenario, mode))
  const timelines = new Map<string, Timeline>()
  const onEvent = (execution: Execution, event: HistoryEvent) => {
    const step = timelines.get(execution.arn)?.add(event)
    if (step) onProgress?.({ kind: 'step', elapsedSeconds: (event.timestamp - execution.startDate) / 1000, step })
  }
  const history = quick ? disasterFor(scenario.name).historyFrom?.(request.input) : undefined
  const begins = history === undefined ? WORLD_BEGINS : Date.parse(history)
  const { runsIn: place } = scenario
  const world = makeWorld({ platform, place, seed, ideal, onEvent, begins, pace: quick ? 0.1 : 1 })
  deploy(world, { scenario, mode, handlers })
  deployDoors(into(world, handlers), request.chat ? chatRoutes(platform) : [])
  const chat = request.chat ? deployChat(world, into(world, handlers)) : undefined
  if (supervision) {
    deployFunction({ contract: supervise, records: false, heeds: false }, 'recover', into(world, handlers))
    superviseRuns(world, supervision)
  }
  const messages: string[] = []
  answerQuestions(world, chat ? { kind: 'never' } : request.approving, messages)
  if (chat) holdConversation({ world, chat, request })
  armFaults(request.faults, {
    world,
    scenario,
    mode,
    timeline,
    ...momentsOf(request),
    deploy: other => deploy(world, { scenario, mode: other, handlers }),
  })
  const witness = disasterFor(scenario.name).witness?.(world)
  const stores = disasterFor(scenario.name).stores?.(world) ?? {}
  const watching = [...(witness ? [witness] : []), ...Object.values(stores)]
  const incidentAt = await beforeTheRun({ world, watching, request, quick })
  return { request, scenario, world, messages, chat, incidentAt, witness, stores, timeline, timelines }
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

function into(world: World, handlers: ReadonlyMap<string, Handler>): DeployInto {
  const { cloud, engine, functions, platform, region, logs, traffic } = world
  const resolve = traffic && { resolve: traffic.lookUp }
  return { cloud, engine, functions, platform, region: region.name, handlers, logs, ...resolve }
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
  readonly watching: readonly Store[]
  readonly request: RehearsalRequest
  readonly quick: boolean
}

/** The platform in use, and in recover mode the disaster and the time until somebody starts the run. */
async function beforeTheRun({ world, watching, request, quick }: Beforehand): Promise<number | undefined> {
  const { clock, visitors } = world
  const { scenario, mode, onProgress } = request
  const disaster = disasterFor(scenario)
  const at = Date.parse(disaster.at)
  onProgress?.({ kind: 'world', text: 'A WordPress platform is built, and people use it' })
  await clock.run(quick ? at - 25 * MINUTE : WORLD_BEGINS + 5 * MINUTE)
  visitors.start()
  for (const each of watching) each.start()
  await clock.run(at)
  if (mode === 'drill') return undefined
  disaster.strike(world)
  onProgress?.({ kind: 'world', text: `Disaster strikes at ${disaster.at}: ${disaster.tells}` })
  await clock.run(at + disaster.noticedAfter * 1000)
  return at
}

/** Whoever is on call, and the schedule; a request may name another, or nobody with null. */
const ON_CALL = 'oncall@example.com'
const SCHEDULE = 'quarterly-drill'

/** Starts a run as somebody on call, or the schedule, would ask for it; `input` replaces fields of what they ask. */
export function startRun(stage: Stage, input: object = stage.request.input, mode: Mode = stage.request.mode): Run {
  const { scenario, world } = stage
  const proposed = mode === 'recover' ? disasterFor(scenario.name).request(world) : {}
  const id = runIdAt(scenario.name, world.clock.now())
  const { requestedBy = ON_CALL, ...asked } = { ...proposed, ...input } as { requestedBy?: string | null }
  const person = { kind: 'iam', id: requestedBy ?? '' } as const
  if (requestedBy !== null)
    recordStart(world, {
      ...{ name: id, scenario: scenario.name, mode, input: asked },
      requestedBy: mode === 'recover' ? person : { kind: 'schedule', id: SCHEDULE },
    })
  return begin(stage, { id, name: id, mode, input: asked })
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
  const { scenario, world, timelines } = stage
  const { region, platform, engine } = world
  const machine = machineName(scenario, platform, mode)
  const arnOf = (kind: string, rest: string) => `arn:aws:states:${region.name}:${platform.account}:${kind}:${rest}`
  const timeline = nextTimeline(stage, mode)
  timelines.set(arnOf('execution', `${machine}:${name}`), timeline)
  const found = beforeRun(stage)
  const stateMachineArn = arnOf('stateMachine', machine)
  const execution = engine.startExecution({ stateMachineArn, name, input: JSON.stringify(input) })
  return { ...lasting(stage), ...found, id, timeline, execution }
}

/** A run that somebody in the world has started, such as in chat; `found` is what was there before. */
export function adoptRun(stage: Stage, execution: Execution, found: ReturnType<typeof beforeRun>): Run {
  const { timelines, request } = stage
  const timeline = nextTimeline(stage, execution.stateMachineArn.endsWith('-drill') ? 'drill' : 'recover')
  timelines.set(execution.arn, timeline)
  for (const event of execution.history) {
    const step = timeline.add(event)
    const elapsedSeconds = (event.timestamp - execution.startDate) / 1000
    if (step) request.onProgress?.({ kind: 'step', elapsedSeconds, step })
  }
  return { ...lasting(stage), ...found, id: execution.name, timeline, execution }
}

/** Armed faults watch the first. */
const nextTimeline = ({ timelines, timeline, scenario }: Stage, mode: Mode): Timeline =>
  timelines.size === 0 ? timeline : new Timeline(new Titles(scenario, mode))

export const beforeRun = ({ world }: Pick<Stage, 'world'>): Pick<Run, 'before' | 'callsBefore' | 'paidBefore'> => ({
  before: inventory(world),
  callsBefore: world.cloud.calls.length,
  paidBefore: { ...world.functions.paid },
})

const lasting = ({ scenario, world, messages, chat, incidentAt, witness, stores }: Stage) => ({
  ...{ scenario, world, messages, chat, incidentAt, witness, stores },
})

export const ended = ({ world, execution }: Run): Promise<void> => world.clock.run(() => execution.status !== 'RUNNING')

/** Late effects and slow visitors are given their time: a leftover that appears after the end is a leftover. */
export async function closeStage({ world, witness, stores }: Stage): Promise<void> {
  await world.clock.run(world.clock.now() + 5 * MINUTE)
  world.visitors.stop()
  witness?.stop()
  for (const each of Object.values(stores)) each.stop()
}

// A world to be served: every scenario deployed in both modes, people with roles, and a morning like any other.
import { toInstant } from '../../domain/instant.ts'
import type { Platform } from '../../domain/platform.ts'
import type { Place } from '../../domain/platform-places.ts'
import { type Mode, modes } from '../../domain/run.ts'
import { usesOf } from '../../workflows/deployment.ts'
import { scenarios } from '../../workflows/index.ts'
import { machineName } from '../../workflows/language/asl/machine.ts'
import type { HttpApi } from '../aws/http-api/index.ts'
import { type DeployInto, deployScenarios } from '../deployment.ts'
import { deployDoors, doorNames } from '../doors.ts'
import { loadHandlers } from '../handlers.ts'
import { chatDoorNames, chatRoutes, deployChat } from '../slack/deploy.ts'
import type { Slack } from '../slack/index.ts'
import { disasterFor } from '../world/disasters/index.ts'
import { grantKubernetes } from '../world/grant-kubernetes.ts'
import { makeWorld, WORLD_BEGINS, type World } from '../world/world.ts'
import { Turned } from './incoming.ts'
import { type Questions, questionsOf } from './questions.ts'
import { seedPeople } from './roles.ts'

/** The nightly backup is made and the first visitors of the day are there: three and a half minutes before disasters strike. */
const MORNING = Date.parse('2030-03-04T06:55:00Z')
const MINUTE = 60_000

export interface ServedWorldOptions {
  readonly platform: Platform
  readonly seed: string
  /** Has struck when the world is first served, and has just been noticed. One that runs in the recovery region makes it a world of two. */
  readonly scenario?: string | undefined
  /** Most items on a page of any list; each service's own maximum when absent. */
  readonly pageSize?: number | undefined
}

/** A disaster that has struck, and how the run that answers it is started. */
export interface Struck {
  readonly scenario: string
  readonly at: string
  readonly tells: string
  readonly stateMachineArn: string
  /** The request that somebody on call would make. */
  readonly input: Readonly<Record<string, unknown>>
}

export interface ServedWorld {
  readonly world: World
  /** Where its HTTP API would be found. */
  readonly apiHost: string
  readonly questions: Questions
  readonly slack: Slack
  /** In the order in which they struck. */
  readonly disasters: readonly Struck[]
  /** Strikes now. @throws when no disaster is prepared for the scenario. */
  strike(scenario: string): Struck
}

/** @throws when there is no such scenario, or when the sandbox itself fails. */
export async function makeServedWorld(options: ServedWorldOptions): Promise<ServedWorld> {
  const { platform, seed, scenario, pageSize } = options
  const place = placeOf(scenario)
  const verbs = modes.flatMap(mode => usesOf(scenarios, mode).map(({ contract }) => contract.name))
  const handlers = await loadHandlers([...new Set([...verbs, ...doorNames, ...chatDoorNames])])
  // Real clients sign in real time, which is years away from the world's.
  const signatureWindowSeconds = Number.POSITIVE_INFINITY
  const paged = pageSize ? { pageSize } : {}
  const world = makeWorld({ platform, place, seed, ideal: false, signatureWindowSeconds, ...paged })
  const { api, slack } = deployAll(world, handlers)
  seedPeople(world)
  const disasters: Struck[] = []
  const served: ServedWorld = {
    world,
    apiHost: api.host,
    questions: questionsOf(world),
    slack,
    disasters,
    strike: name => {
      const struck = strike(world, name)
      disasters.push(struck)
      return struck
    },
  }
  await untilServed(served, scenario)
  return served
}

function deployAll(world: World, handlers: DeployInto['handlers']): { readonly api: HttpApi; readonly slack: Slack } {
  const { cloud, engine, functions, platform, region, logs, traffic } = world
  const resolve = traffic && { resolve: traffic.lookUp }
  const into: DeployInto = { cloud, engine, functions, platform, region: region.name, handlers, logs, ...resolve }
  const here = scenarios.filter(({ name }) => world.home !== undefined || placeOf(name) === 'primary')
  for (const mode of modes) {
    deployScenarios(here, mode, into)
    grantKubernetes(world, usesOf(here, mode), mode)
  }
  return { api: deployDoors(into, chatRoutes(platform)), slack: deployChat(world, into) }
}

/** Where the machines of that scenario are; the primary region when none is named. */
const placeOf = (scenario: string | undefined): Place =>
  scenarios.find(({ name }) => name === scenario)?.runsIn ?? 'primary'

async function untilServed({ world, strike }: ServedWorld, scenario: string | undefined): Promise<void> {
  const { clock, visitors } = world
  const disaster = scenario === undefined ? undefined : disasterFor(scenario)
  await clock.run(WORLD_BEGINS + 5 * MINUTE)
  visitors.start()
  disaster?.witness?.(world).start()
  if (!disaster) return clock.run(MORNING)
  await clock.run(Date.parse(disaster.at))
  strike(disaster.scenario)
  await clock.run(clock.now() + disaster.noticedAfter * 1000)
}

function strike(world: World, name: string): Struck {
  const disaster = disasterFor(name)
  const isHere = (placeOf(name) === 'recovery') === (world.home !== undefined)
  if (!isHere) throw new Turned(409, `${name} cannot strike in this world: start one with --scenario ${name}`)
  const at = toInstant(Math.floor(world.clock.now()))
  disaster.strike(world)
  const stateMachineArn = machineArn(world, name, 'recover')
  return { scenario: name, at, tells: disaster.tells, stateMachineArn, input: disaster.request(world, at) }
}

export function machineArn({ platform, region }: World, scenario: string, mode: Mode): string {
  const name = machineName({ name: scenario }, platform, mode)
  return `arn:aws:states:${region.name}:${platform.account}:stateMachine:${name}`
}

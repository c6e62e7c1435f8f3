// A world to be served: every scenario deployed in both modes, people with roles, and a morning like any other.
import { toInstant } from '../../domain/instant.ts'
import type { Platform } from '../../domain/platform.ts'
import { type Mode, modes } from '../../domain/run.ts'
import { decide } from '../../lambdas/decide/contract.ts'
import { usesOf } from '../../workflows/deployment.ts'
import { scenarios } from '../../workflows/index.ts'
import { machineName } from '../../workflows/language/asl/machine.ts'
import { type DeployInto, deployFunction, deployScenarios } from '../deployment.ts'
import { loadHandlers } from '../handlers.ts'
import { disasterFor } from '../world/disasters/index.ts'
import { grantKubernetes } from '../world/grant-kubernetes.ts'
import { makeWorld, WORLD_BEGINS, type World } from '../world/world.ts'
import { type Questions, questionsOf } from './questions.ts'
import { seedPeople } from './roles.ts'

/** The nightly backup is made and the first visitors of the day are there: three and a half minutes before disasters strike. */
const MORNING = Date.parse('2030-03-04T06:55:00Z')
const MINUTE = 60_000

export interface ServedWorldOptions {
  readonly platform: Platform
  readonly seed: string
  /** Has struck when the world is first served, and has just been noticed. */
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
  readonly questions: Questions
  /** In the order in which they struck. */
  readonly disasters: readonly Struck[]
  /** Strikes now. @throws when no disaster is prepared for the scenario. */
  strike(scenario: string): Struck
}

/** @throws when there is no such scenario, or when the sandbox itself fails. */
export async function makeServedWorld(options: ServedWorldOptions): Promise<ServedWorld> {
  const { platform, seed, scenario, pageSize } = options
  const verbs = modes.flatMap(mode => usesOf(scenarios, mode).map(({ contract }) => contract.name))
  const handlers = await loadHandlers([...new Set([...verbs, decide.name])])
  // Real clients sign in real time, which is years away from the world's.
  const signatureWindowSeconds = Number.POSITIVE_INFINITY
  const world = makeWorld({ platform, seed, ideal: false, signatureWindowSeconds, ...(pageSize && { pageSize }) })
  deployAll(world, handlers)
  seedPeople(world)
  const disasters: Struck[] = []
  const served: ServedWorld = {
    world,
    questions: questionsOf(world),
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

function deployAll(world: World, handlers: DeployInto['handlers']): void {
  const { cloud, engine, functions, platform, region, logs } = world
  const into: DeployInto = { cloud, engine, functions, platform, region: region.name, handlers, logs }
  for (const mode of modes) {
    deployScenarios(scenarios, mode, into)
    grantKubernetes(world, usesOf(scenarios, mode), mode)
  }
  deployFunction({ contract: decide, records: false, heeds: false }, 'recover', into)
}

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
  const at = toInstant(Math.floor(world.clock.now()))
  disaster.strike(world)
  const stateMachineArn = machineArn(world, name, 'recover')
  return { scenario: name, at, tells: disaster.tells, stateMachineArn, input: disaster.request(world, at) }
}

export function machineArn({ platform, region }: World, scenario: string, mode: Mode): string {
  const name = machineName({ name: scenario }, platform, mode)
  return `arn:aws:states:${region.name}:${platform.account}:stateMachine:${name}`
}

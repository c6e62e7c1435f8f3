// A world in which Slack works and nothing runs yet: for tests of what people type, click and forge.
import { modes } from '../domain/run.ts'
import { deployScenarios } from '../sandbox/deployment.ts'
import { deployDoors, doorNames } from '../sandbox/doors.ts'
import { loadHandlers } from '../sandbox/handlers.ts'
import { type ChatOptions, chatDoorNames, chatRoutes, deployChat } from '../sandbox/slack/deploy.ts'
import type { Posted, Slack } from '../sandbox/slack/index.ts'
import { makeWorld, type World } from '../sandbox/world/world.ts'
import { databaseCorruption } from '../workflows/database-corruption.ts'
import { usesOf } from '../workflows/deployment.ts'
import { contentOf, platform } from './rehearsing.ts'

const { controlBucket } = platform.muster

export interface ChatWorld {
  readonly world: World
  readonly slack: Slack
  /** Names of the functions that were invoked. */
  readonly invoked: readonly string[]
}

export async function chatWorld(options: ChatOptions = {}): Promise<ChatWorld> {
  const verbs = modes.flatMap(mode => usesOf([databaseCorruption], mode).map(({ contract }) => contract.name))
  const handlers = await loadHandlers([...new Set([...verbs, ...doorNames, ...chatDoorNames])])
  const world = makeWorld({ platform, seed: 'chat', ideal: false })
  const { cloud, engine, functions, region, logs } = world
  const into = { cloud, engine, functions, platform, region: region.name, handlers, logs }
  for (const mode of modes) deployScenarios([databaseCorruption], mode, into)
  deployDoors(into, chatRoutes(platform))
  const slack = deployChat(world, into, options)
  const invoked: string[] = []
  world.watching.invoked.push(({ name }) => invoked.push(name))
  return { world, slack, invoked }
}

/** Does it, and lets so many seconds pass; what is done in the background is done by then. */
export async function during<T>({ clock }: World, seconds: number, deed: () => Promise<T>): Promise<T> {
  let result: { readonly value: T } | undefined
  clock.after(0, async () => {
    result = { value: await deed() }
  })
  await clock.run(clock.now() + seconds * 1000)
  if (!result) throw new Error(`it took longer than ${seconds} s`)
  return result.value
}

/** What is in the control bucket, without what chat writes down about requests. */
export const keptBeside = (world: World): readonly string[] =>
  [...contentOf(world, controlBucket).keys()].filter(key => !key.startsWith('chat/'))

export const chatRecords = (world: World, folder: string): readonly Readonly<Record<string, unknown>>[] =>
  [...contentOf(world, controlBucket)]
    .filter(([key]) => key.startsWith(`chat/${folder}/`))
    .map(([, text]) => JSON.parse(text) as Record<string, unknown>)

export const executions = ({ engine }: World) =>
  engine.listStateMachines().flatMap(({ arn }) => engine.listExecutions(arn))

/** What one person was told and nobody else, newest last. */
export const whispers = (slack: Slack, user: string): readonly Posted[] =>
  slack.messages().filter(({ seenBy }) => seenBy === user)

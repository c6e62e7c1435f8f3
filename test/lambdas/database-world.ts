// The world's platform with the database verbs deployed into it one by one, each under exactly its own permissions.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { ClusterDescription } from '../../domain/cluster-description.ts'
import { toInstant, wholeSecond } from '../../domain/instant.ts'
import { platformSchema } from '../../domain/platform.ts'
import { type Mode, type RunRef, restoredClusterId } from '../../domain/run.ts'
import { asLambda } from '../../lambdas/as-lambda.ts'
import { run as checkCluster } from '../../lambdas/check-cluster/handler.ts'
import { run as checkDataApi } from '../../lambdas/check-data-api/handler.ts'
import { run as checkInstances } from '../../lambdas/check-instances/handler.ts'
import { run as createInstances } from '../../lambdas/create-instances/handler.ts'
import { run as describeCluster } from '../../lambdas/describe-cluster/handler.ts'
import { run as enableDataApi } from '../../lambdas/enable-data-api/handler.ts'
import type { Runnable } from '../../lambdas/implement.ts'
import { functionName } from '../../lambdas/permissions.ts'
import { run as restoreCluster } from '../../lambdas/restore-cluster/handler.ts'
import { deployFunction } from '../../sandbox/deployment.ts'
import { makeWorld } from '../../sandbox/world/world.ts'
import { holdLock } from './hold-lock.ts'

export const platform = platformSchema.parse(parse(readFileSync('platforms/example.yaml', 'utf8')))
export const { database } = platform
export const SOURCE = database.clusterId
export const minutes = (count: number) => count * 60_000
export const arnOf = (id: string) => `arn:aws:rds:us-east-1:${platform.account}:cluster:${id}`

export interface As {
  readonly mode?: Mode
  readonly run?: string
}

export interface Answered {
  readonly status: 'pending' | 'ready' | 'failed'
  readonly [member: string]: unknown
}

export function databaseWorld(seed = 'database verbs', options: { readonly pageSize?: number } = {}) {
  const world = makeWorld({ platform, seed, ideal: false, ...options })
  const { clock, cloud, engine, functions, logs } = world
  const deployed = new Set<string>()

  const runOf = ({ mode = 'recover', run = 'first' }: As): RunRef => ({
    id: run,
    scenario: 'database-corruption',
    mode,
    startedAt: toInstant(wholeSecond(clock.now())),
    executionArn: `arn:aws:states:us-east-1:${platform.account}:execution:wordpress-prod-database-corruption-${mode}:${run}`,
  })

  async function settled<T>(work: Promise<T>): Promise<T> {
    let over = false
    const end = () => {
      over = true
    }
    work.then(end, end)
    await clock.run(() => over)
    return work
  }

  function call(runnable: Runnable, input: object, as: As = {}): Promise<never> {
    const { contract } = runnable
    const run = runOf(as)
    const name = functionName(contract, platform, run.mode)
    if (!deployed.has(name)) {
      const handlers = new Map([[contract.name, asLambda(runnable) as never]])
      const into = { cloud, engine, functions, platform, region: 'us-east-1', handlers, logs }
      deployFunction({ contract, records: false, heeds: false }, run.mode, into)
      deployed.add(name)
    }
    const step = contract.name.replaceAll('-', '_')
    if (contract.production) holdLock(world.region.s3, platform, run.id)
    return settled(functions.invoke(name, { run, step, input } as never)) as Promise<never>
  }

  /** Polls every twenty seconds until the check is not pending any more. */
  async function awaited(runnable: Runnable, input: object, as: As = {}): Promise<Answered> {
    for (let polls = 0; polls < 200; polls++) {
      const answer: Answered = await call(runnable, input, as)
      if (answer.status !== 'pending') return answer
      await clock.run(clock.now() + 20_000)
    }
    throw new Error(`${runnable.contract.name} is still pending`)
  }

  return {
    ...world,
    call: <G = never>(runnable: Runnable, input: object, as: As = {}): Promise<G> => call(runnable, input, as),
    awaited,
    pass: (milliseconds: number) => clock.run(clock.now() + milliseconds),
    now: () => toInstant(wholeSecond(clock.now())),
    sql: (statement: string, cluster = SOURCE) => world.region.rds.database(cluster).administer(statement),
  }
}

export type DatabaseWorld = ReturnType<typeof databaseWorld>

/** `Name: message` of the error that the work ends with. */
export async function failure(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    const { name, cause, message } = error as { name: string; cause?: string; message: string }
    return `${(error as { error?: string }).error ?? name}: ${cause ?? message}`
  }
  throw new Error('this was expected to fail')
}

export const describe_ = (world: DatabaseWorld, as: As = {}): Promise<ClusterDescription> =>
  world.call(describeCluster, { cluster: SOURCE }, as)

export interface Restored {
  readonly id: string
  readonly arn: string
  readonly source: ClusterDescription
  readonly moment: string
}

/** A cluster restored to the newest moment, available and without instances. */
export async function restored(world: DatabaseWorld, as: As = {}): Promise<Restored> {
  const source = await describe_(world, as)
  const moment = source.restorable.latest
  const { id, arn } = await world.call<{ id: string; arn: string }>(restoreCluster, { source, moment, adopt: null }, as)
  await world.awaited(checkCluster, { cluster: id }, as)
  return { id, arn, source, moment }
}

/** The same with its writer, or all its members, up and the Data API on. */
export async function serving(world: DatabaseWorld, as: As & { readonly readers?: boolean } = {}): Promise<Restored> {
  const begun = await restored(world, as)
  const { id: cluster, source } = begun
  for (const role of as.readers ? (['writer', 'readers'] as const) : (['writer'] as const)) {
    const { instances } = await world.call<{ instances: string[] }>(
      createInstances,
      { cluster, members: source.members, role },
      as,
    )
    await world.awaited(checkInstances, { cluster, instances, role, mayNeedReboot: false }, as)
  }
  await world.call(enableDataApi, { clusterArn: begun.arn, wanted: true }, as)
  await world.awaited(checkDataApi, { cluster }, as)
  return begun
}

export const restoredId = (run = 'first', mode: Mode = 'recover') => restoredClusterId({ id: run, mode }, SOURCE)

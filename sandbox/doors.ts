// Doors in the sandbox: their functions, the HTTP API in front of them, and records of who asked for a run.
import { createHash } from 'node:crypto'
import { apiRoutes } from '../domain/api/routes.ts'
import { keys } from '../domain/control-records.ts'
import { doorNamed } from '../domain/deployed-names.ts'
import { toInstant } from '../domain/instant.ts'
import { platformName } from '../domain/platform.ts'
import type { Mode } from '../domain/run.ts'
import { inputHash, type StartRecord } from '../domain/start.ts'
import type { Who } from '../domain/who.ts'
import { api } from '../lambdas/api/contract.ts'
import { doors } from '../lambdas/doors.ts'
import { HttpApi, type Route } from './aws/http-api/index.ts'
import { Lambda } from './aws/lambda/index.ts'
import { type DeployInto, deployFunction } from './deployment.ts'
import type { World } from './world/world.ts'

export const doorNames: readonly string[] = doors.map(({ contract }) => contract.name)

/** Ten letters and digits, as API Gateway draws them; the same for the same platform and region. */
export const apiIdOf = (platform: DeployInto['platform'], region: string): string =>
  BigInt(
    `0x${createHash('sha256')
      .update(`${platformName(platform)} ${region}`)
      .digest('hex')}`,
  )
    .toString(36)
    .slice(0, 10)

/** In one region. `more` are routes of other doors, such as chat's. */
export function deployDoors(into: DeployInto, more: readonly Route[] = []): HttpApi {
  const { cloud, functions, platform, region } = into
  for (const use of doors) deployFunction(use, 'recover', into)
  const surroundings = cloud.surroundings(region)
  cloud.add(region, new Lambda(surroundings, { functions }))
  const answering = doorNamed(platformName(platform), api.name)
  const routes = apiRoutes.map(key => ({ key, function: answering, authorization: 'AWS_IAM' as const }))
  const made = new HttpApi(surroundings, {
    id: apiIdOf(platform, region),
    routes: [...routes, ...more],
    functions,
    iam: cloud.iam,
    latency: () => cloud.latency(),
    signatureWindowSeconds: cloud.signatureWindowSeconds,
  })
  cloud.hosts.set(made.host, request => made.handle(request))
  return made
}

interface Asked {
  readonly name: string
  readonly scenario: string
  readonly mode: Mode
  readonly input: object
  readonly requestedBy: Who
}

/** As `start-run` would have written it just before: for rehearsals, whose run starts at that very moment. */
export function recordStart(
  { region, platform, clock }: Pick<World, 'region' | 'platform' | 'clock'>,
  asked: Asked,
): void {
  const { name, scenario, mode, input, requestedBy } = asked
  const start: StartRecord = {
    ...{ name, scenario, mode, requestedBy },
    ...{ reason: 'a rehearsal', at: toInstant(clock.now()), inputHash: inputHash(input) },
  }
  region.s3.put(platform.muster.controlBucket, keys.start(name), JSON.stringify(start))
}

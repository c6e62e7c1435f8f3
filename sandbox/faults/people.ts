// People beside the run, with roles of their own: they go through the same door as the functions.
import { toInstant } from '../../domain/instant.ts'
import { platformName } from '../../domain/platform.ts'
import type { Environment } from '../../lambdas/environment.ts'
import { arns } from '../../lambdas/needs.ts'
import type { Statement } from '../aws/iam/iam.ts'
import { uuid } from '../aws/identifiers.ts'
import { logTo } from '../lambda.ts'
import type { World } from '../world/world.ts'

/** What somebody needs to call AWS in this world under a role that may do exactly this. */
export function person(world: World, role: string, statements: readonly Statement[]): Environment {
  const { cloud, platform, region, clock, chance, logs } = world
  const arn = arns(platform).role(`${platformName(platform)}-${role}`)
  cloud.iam.addRole({ arn, trust: [], statements })
  let drawn = 0
  return {
    clock,
    region: region.name,
    accountId: platform.account,
    settings: {
      CONTROL_BUCKET: platform.muster.controlBucket,
      EVIDENCE_BUCKET: platform.muster.evidenceBucket,
      PLATFORM: platformName(platform),
    },
    log: logTo(logs, clock),
    chance: () => chance.of('jitter', role, drawn++),
    opaqueId: () => chance.hex(32, 'opaque', role, drawn++),
    requestHandler: cloud.transport,
    credentials: cloud.iam.accessKey(arn),
  }
}

/** Who may do anything, and so does what should not have been done. */
export const administrator = (world: World): Environment =>
  person(world, 'administrator', [{ Effect: 'Allow', Action: ['*'], Resource: ['*'] }])

/** A request token of the administrator's own: the SDK would draw one from real chance. */
export const tokenOf = ({ chance, clock }: World, what: string): string =>
  uuid(chance, 'token', what, toInstant(clock.now()))

// Misfortunes of the lock: another run holds the platform, a drill does, or one that is over and never let go.
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { keys, type Lock } from '../../domain/control-records.ts'
import { toInstant } from '../../domain/instant.ts'
import { platformName } from '../../domain/platform.ts'
import { clientFor } from '../../lambdas/gateways/clients.ts'
import { arns } from '../../lambdas/needs.ts'
import { machineName } from '../../workflows/language/asl/machine.ts'
import type { World } from '../world/world.ts'
import type { Fault, FaultSetting } from './fault.ts'
import { administrator } from './people.ts'

const MINUTE = 60_000

/** Another scenario's run: all that matters here is that it holds the lock, and whether it still runs. */
function otherThan(scenario: string) {
  const other = scenario === 'file-deletion' ? 'database-corruption' : 'file-deletion'
  return { scenario: other, mode: 'recover', id: `${other}-20300304T0640` } as const
}
type Other = ReturnType<typeof otherThan>

const stillRunning = { Type: 'Wait', Seconds: 86_400, End: true }
const over = { Type: 'Succeed' }

function otherRun({ engine, platform, region }: World, other: Other, state: object): string {
  const definition = JSON.stringify({ StartAt: 'Other', QueryLanguage: 'JSONata', States: { Other: state } })
  const name = machineName({ name: other.scenario }, platform, other.mode)
  const { arn } = engine.createStateMachine({ name, definition, roleArn: arns(platform, region.name).role(name) })
  return engine.startExecution({ stateMachineArn: arn, name: other.id, input: '{}' }).arn
}

async function holdLock(world: World, other: Other, state: object): Promise<void> {
  const { platform, clock } = world
  const lock: Lock = {
    platform: platformName(platform),
    owner: { ...other, executionArn: otherRun(world, other, state) },
    takenAt: toInstant(clock.now()),
    fence: 7,
  }
  await clientFor(S3Client, administrator(world)).send(
    new PutObjectCommand({
      Bucket: platform.muster.controlBucket,
      Key: keys.lock(lock.platform),
      Body: JSON.stringify(lock),
      ContentType: 'application/json',
    }),
  )
}

const held = (name: string, does: string, state: object): Fault => ({
  name,
  does,
  arm: ({ world, scenario, startsAt }) => {
    world.clock.at(startsAt - 20 * MINUTE, () => holdLock(world, otherThan(scenario.name), state))
  },
})

/** A whole drill of the same scenario, its own functions and rights included. */
function startDrill({ world, scenario }: FaultSetting): void {
  const { engine, platform, region, clock } = world
  const name = `${scenario.name}-${toInstant(clock.now()).slice(0, 16).replace(/[-:]/g, '')}`
  const stateMachineArn = arns(platform, region.name).stateMachine(machineName(scenario, platform, 'drill'))
  engine.startExecution({ stateMachineArn, name, input: '{}' })
}

export const lockFaults: readonly Fault[] = [
  held('lock-held-by-a-run', 'another real run holds the platform', stillRunning),
  {
    name: 'lock-held-by-a-drill',
    does: 'a drill that began twelve minutes earlier holds the platform',
    modes: ['recover'],
    deploys: ['drill'],
    arm: setting => {
      setting.deploy('drill')
      setting.world.clock.at(setting.startsAt - 12 * MINUTE, () => startDrill(setting))
    },
  },
  held('lock-stale', 'the lock names a run that is over', over),
]

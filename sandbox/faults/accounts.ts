// Misfortunes of passwords: rotated after the restore moment, or by a schedule that knows nothing of the run (pitfalls 13, 14).
import { PutSecretValueCommand, RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { platformName } from '../../domain/platform.ts'
import { clientFor } from '../../lambdas/gateways/clients.ts'
import { functionArn } from '../deployment.ts'
import type { World } from '../world/world.ts'
import type { Fault, FaultSetting } from './fault.ts'
import { administrator, tokenOf } from './people.ts'
import { atStep, stepArgument, waitOn, wrongStep } from './steps.ts'

const SECOND = 1000

/** By hand, as a team without a rotation function does it: first the database, then the secret. */
async function changePasswords(world: World): Promise<void> {
  const { platform, region, chance } = world
  const { clusterId, secret, readerSecret, masterSecret } = platform.database
  for (const SecretId of [secret, readerSecret, masterSecret]) {
    const fields = JSON.parse(region.secrets.current(SecretId)?.value ?? '{}') as { username?: string }
    const password = `canary-changed-${chance.hex(16, 'changed', SecretId)}`
    region.rds.database(clusterId).administer(`ALTER USER '${fields.username}'@'%' IDENTIFIED BY '${password}'`)
    await write(world, SecretId, JSON.stringify({ ...fields, password }))
  }
}

const write = (world: World, SecretId: string, SecretString: string) =>
  clientFor(SecretsManagerClient, administrator(world)).send(
    new PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken: tokenOf(world, SecretId) }),
  )

interface Rotating {
  /** At once; otherwise rotation is only switched on. */
  readonly now: boolean
  /** The name of the rotation function. */
  readonly by?: string
}

const rotate = (world: World, { now, by = `${platformName(world.platform)}-rotate-database` }: Rotating) =>
  clientFor(SecretsManagerClient, administrator(world)).send(
    new RotateSecretCommand({
      SecretId: world.platform.database.secret,
      RotationLambdaARN: functionArn(world.platform, world.region.name, by),
      // The run is long over when the next window opens: only what a fault starts rotates meanwhile.
      RotationRules: { AutomaticallyAfterDays: 30 },
      RotateImmediately: now,
      ClientRequestToken: tokenOf(world, `rotation by ${by}`),
    }),
  )

const at = ({ world }: FaultSetting, time: number, happens: (world: World) => unknown): void => {
  world.clock.at(time, () => happens(world))
}

export const accountFaults: readonly Fault[] = [
  {
    name: 'password-rotated',
    does: 'the passwords of application, reader and master were changed after the restore moment',
    // A drill restores to some minutes ago, a real run to before the damage: a minute before the start is later than both.
    arm: setting => at(setting, setting.startsAt - 60 * SECOND, changePasswords),
  },
  {
    name: 'rotation-on',
    does: 'the application’s secret rotates every 30 days',
    arm: setting => at(setting, setting.struckAt - 3600 * SECOND, world => rotate(world, { now: false })),
  },
  {
    name: 'rotation-foreign',
    does: 'the application’s secret rotates by a function that Muster may not invoke',
    arm: setting =>
      at(setting, setting.struckAt - 3600 * SECOND, world =>
        rotate(world, { now: false, by: 'somebody-elses-rotation' }),
      ),
  },
  {
    name: 'secret-written-over',
    does: 'five minutes into the commit window somebody’s Terraform writes the old host into the secret again',
    modes: ['recover'],
    arm: setting => {
      const { world, timeline, startsAt } = setting
      let before = ''
      at(setting, startsAt, () => {
        before = world.region.secrets.current(world.platform.database.secret)?.value ?? ''
      })
      timeline.whenBegun(waitOn(setting, 'check-commit-window') ?? '', () =>
        world.clock.after(300 * SECOND, () => write(world, world.platform.database.secret, before)),
      )
    },
  },
  {
    name: 'rotates',
    does: 'the application’s secret is rotated while the run is under way',
    argument: stepArgument,
    wrong: wrongStep,
    arm: (setting, step) => atStep(setting, step, () => rotate(setting.world, { now: true })),
  },
]

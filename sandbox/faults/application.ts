// Misfortunes of the application: secrets that are not copied, pods that crash or stay, damage older than anyone thought.
import { pods } from '../kubernetes/kinds.ts'
import type { Override } from '../lifecycle.ts'
import { disasterFor } from '../world/disasters/index.ts'
import type { World } from '../world/world.ts'
import type { Fault, FaultSetting } from './fault.ts'
import { waitOn } from './steps.ts'

const MINUTE = 60_000

const podsOf = ({ platform }: World): string => `/${platform.kubernetes.namespace}/${platform.kubernetes.deployment}-`

/** From now until the pods are stopped again on the way back: what makes them crash is the restored side. */
function crash({ world, timeline }: FaultSetting): void {
  const override: Override = {
    transition: 'eks.pod.starting',
    resource: podsOf(world),
    outcome: 'crash-loop',
    times: Number.POSITIVE_INFINITY,
  }
  world.lifecycle.override(override)
  timeline.whenBegun('undo_resumed', () => {
    override.times = 0
  })
}

/** Every pod of WordPress goes at once, and those that take their place crash. */
function killSite(setting: FaultSetting): void {
  const { kubernetes } = setting.world
  crash(setting)
  const { namespace, deployment } = setting.world.platform.kubernetes
  const all = kubernetes.store
    .list(pods, namespace)
    .filter(({ metadata }) => metadata.name.startsWith(`${deployment}-`))
  for (const pod of all) kubernetes.store.remove(pod)
}

/** The step that lets visitors onto what was restored. */
const SERVES = 'resumed'

export const applicationFaults: readonly Fault[] = [
  {
    name: 'secret-sync-never',
    does: 'External Secrets copies nothing any more, and does not say so',
    arm: ({ world, startsAt }) => {
      world.clock.at(startsAt, () =>
        world.lifecycle.override({ transition: 'eks.secret.forced-sync', outcome: 'never' }),
      )
    },
  },
  {
    name: 'pods-never-leave',
    does: 'pods of WordPress that are told to stop do not',
    modes: ['recover'],
    arm: ({ world, startsAt }) => {
      const override = { transition: 'eks.pod.terminating', outcome: 'stuck', resource: podsOf(world) } as const
      world.clock.at(startsAt, () => world.lifecycle.override(override))
    },
  },
  {
    name: 'pod-crash-loop',
    does: 'pods of WordPress crash when they start on the restored cluster',
    modes: ['recover'],
    arm: setting => setting.timeline.whenBegun(SERVES, () => crash(setting)),
  },
  {
    name: 'site-fails-in-window',
    does: 'five minutes into the commit window the site fails for good',
    modes: ['recover'],
    wrong: (_, about) =>
      waitOn(about, 'check-commit-window') === undefined ? `${about.scenario.name} has no commit window` : undefined,
    arm: setting =>
      setting.timeline.whenBegun(waitOn(setting, 'check-commit-window') ?? '', () =>
        setting.world.clock.after(5 * MINUTE, () => killSite(setting)),
      ),
  },
  {
    name: 'damage-older',
    does: 'the damage began ten minutes before the time that the request names',
    modes: ['recover'],
    arm: ({ world, scenario, struckAt }) => {
      world.clock.at(struckAt - 10 * MINUTE, () => disasterFor(scenario.name).strike(world))
    },
  },
]

// Misfortunes of monitoring: volumes that fail, have no place or no tags, claims that stay, data that is spoilt, slow starts.
import { persistentVolumeClaims } from '../kubernetes/kinds.ts'
import type { Override } from '../lifecycle.ts'
import { newestPoint } from '../world/ask.ts'
import { backedUp, cordon, type Spoilt, spoil } from '../world/monitoring/misfortunes.ts'
import type { World } from '../world/world.ts'
import type { Fault, FaultSetting } from './fault.ts'

type Strike = (setting: FaultSetting, argument: string) => void

const MINUTE = 60_000

const restoresMonitoring: readonly string[] = ['monitoring-loss', 'region-failure']

const monitoring = (name: string, does: string, arm: Strike, more: Partial<Fault> = {}): Fault => ({
  name,
  does,
  ...more,
  wrong: (argument, about) =>
    restoresMonitoring.includes(about.scenario.name)
      ? more.wrong?.(argument, about)
      : `it means nothing in ${about.scenario.name}, which restores no monitoring data`,
  arm,
})

/** From the start of the run: what happened to production's own disks before is as it was. */
const transition = (name: string, does: string, override: Override, more: Partial<Fault> = {}): Fault =>
  monitoring(
    name,
    does,
    ({ world, startsAt }) => world.clock.at(startsAt, () => world.lifecycle.override({ ...override })),
    more,
  )

const beforehand =
  (act: (world: World) => void): Strike =>
  ({ world, startsAt }) => {
    world.clock.at(startsAt - MINUTE, () => act(world))
  }

/** Every volume that is made from the start of the run on, as soon as its state is settled. */
const eachNewVolume =
  (act: (world: World, id: string) => void, afterSeconds: number): Strike =>
  ({ world, startsAt }) => {
    const { clock, lifecycle } = world
    clock.at(startsAt, () =>
      lifecycle.onSchedule(({ transition, resource }) => {
        if (transition === 'ec2.volume.creating') clock.after(afterSeconds * 1000, () => act(world, resource))
      }),
    )
  }

const ZONE = /^[a-c]$/
const zoneArgument = {
  argument: 'the letter of a zone, such as a',
  wrong: (text: string) => (ZONE.test(text) ? undefined : `"${text}" is no zone's letter, a to c`),
}

/** From the recovery points on, before a run reads them. */
const spoilt = (which: Spoilt): Strike => beforehand(world => spoil(world, which))

const expired: Strike = beforehand(world => {
  const { region, platform } = world
  const { vault } = platform.monitoring
  for (const id of Object.values(backedUp(world)))
    region.backup.alter(newestPoint(world, vault, `volume/${id}`), { status: 'EXPIRED' })
})

/** The claims had other volumes until lately, which nobody has any more: only their backups are left. */
const anew: Strike = beforehand(({ region, platform, monitoring }) => {
  const before = (arn: string) => arn.replace(/vol-.{4}/, 'vol-0000')
  for (const id of Object.values(monitoring.volumeIds))
    for (const { arn, resourceArn } of region.backup.recoveryPoints(platform.monitoring.vault))
      if (resourceArn.endsWith(id)) region.backup.alter(arn, { resourceArn: before(resourceArn) })
})

/** As a snapshot controller does that still reads from the claim. */
const claimsHeld: Strike = beforehand(({ kubernetes, platform }) => {
  for (const claim of kubernetes.store.list(persistentVolumeClaims, platform.monitoring.namespace))
    kubernetes.store.update(claim, draft => {
      draft.metadata.finalizers = [
        ...(draft.metadata.finalizers ?? []),
        'snapshot.storage.kubernetes.io/pvc-as-source-protection',
      ]
    })
})

const untag = ({ region, platform }: World, id: string): void => {
  region.ec2.untag(id, [...Object.keys(platform.monitoring.attachTags), 'kubernetes.io/created-for/pvc/name'])
}

const slow: Fault = monitoring(
  'slow-replay',
  'on a restored volume Prometheus replays its log for that many minutes; after fifteen the kubelet kills it',
  ({ world }, text) => {
    const elsewhere = new RegExp(` on (?!${world.monitoring.volumeIds.prometheus})`)
    const seconds = Number(text) * 60
    world.lifecycle.override({ transition: 'prometheus.replaying', resource: elsewhere, seconds })
  },
  {
    argument: 'minutes, such as 12',
    modes: ['recover'],
    wrong: text => (/^[1-9]\d?$/.test(text) ? undefined : `"${text}" is no number of minutes, 1 to 99`),
  },
)

const noCapacity: Fault = monitoring(
  'no-volume-capacity',
  'AWS has no capacity for gp3 volumes in that zone (InsufficientVolumeCapacity)',
  ({ world }, letter) => world.region.ec2.exhaust('gp3', `${world.region.name}${letter}`),
  zoneArgument,
)

const cordoned: Fault = monitoring(
  'zone-cordoned',
  'before the run starts, the nodes of that zone take no new pods',
  ({ world, startsAt }, letter) => {
    world.clock.at(startsAt - MINUTE, () => cordon(world, `${world.region.name}${letter}`))
  },
  zoneArgument,
)

export const monitoringFaults: readonly Fault[] = [
  transition('volume-fails', 'a new volume ends in error: its key cannot be used', {
    transition: 'ec2.volume.creating',
    outcome: 'error',
    times: 1,
  }),
  transition('volume-vanishes', 'a new volume is gone seconds after it was made: its key cannot be used', {
    transition: 'ec2.volume.creating',
    outcome: 'gone',
    times: 1,
  }),
  monitoring(
    'volume-untagged',
    'somebody takes the tags off new volumes without which the CSI driver may not attach them',
    eachNewVolume(untag, 20),
    { modes: ['recover'] },
  ),
  noCapacity,
  cordoned,
  monitoring(
    'zone-cordoned-late',
    'when volumes have been made, the nodes of their zones take no new pods',
    eachNewVolume((world, id) => {
      const zone = world.region.ec2.volumes().find(each => each.id === id)?.zone.name
      if (zone !== undefined) cordon(world, zone)
    }, 20),
    { modes: ['recover'] },
  ),
  transition(
    'volume-stays-attached',
    'the old volume of Prometheus is told to detach, and does not',
    { transition: 'ec2.volume.detaching', outcome: 'busy', times: 1 },
    { modes: ['recover'] },
  ),
  monitoring('claims-stay', 'the claims cannot be deleted: something else holds them', claimsHeld, {
    modes: ['recover'],
  }),
  transition(
    'operator-down',
    'the Prometheus Operator does nothing any more',
    { transition: 'eks.operator.sync', outcome: 'never' },
    { modes: ['recover'] },
  ),
  monitoring('log-spoilt', "a segment of Prometheus's log in the recovery points cannot be read", spoilt('log')),
  monitoring('block-spoilt', 'a block of Prometheus in the recovery points has lost its index', spoilt('block')),
  monitoring('dashboards-spoilt', 'the database of Grafana in the recovery points is malformed', spoilt('dashboards')),
  slow,
  monitoring('volumes-anew', 'both claims have new volumes: every recovery point is of the volumes before', anew, {
    wrong: (_, { scenario }) =>
      scenario.name === 'monitoring-loss'
        ? undefined
        : `it means nothing in ${scenario.name}, which asks for no volume by its id`,
  }),
  monitoring('newest-volume-backups-expired', 'the newest recovery points of both volumes are EXPIRED', expired),
]

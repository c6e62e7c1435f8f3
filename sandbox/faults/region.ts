// Misfortunes of a lost region: what the other one lacks on the day, secrets that do not follow, a primary that comes back.
import { zoneLabel } from '../kubernetes/controllers/placement.ts'
import { nodes, pods } from '../kubernetes/kinds.ts'
import { ask } from '../world/ask.ts'
import { clustersOf } from '../world/backup-resources.ts'
import { RUNNING_CPUS } from '../world/recovery/nodes.ts'
import type { World } from '../world/world.ts'
import type { Fault, FaultSetting } from './fault.ts'
import { beforehand, onlyFor } from './only-for.ts'
import { atStep, stepArgument, wrongStep } from './steps.ts'

const MINUTE = 60_000

const fault = onlyFor('region-failure', 'which stays in its region')

const withdrawn = ({ region, home }: World): void => {
  for (const { EngineVersion = '' } of home ? clustersOf(home.region) : []) region.rds.withdraw(EngineVersion)
}

/** Rotation reaches production and the replica; what was copied in the night has the password of the day before. */
function rotated({ home, platform, chance }: World): void {
  const { rds, secrets } = home!.region
  for (const name of [platform.database.secret, platform.database.readerSecret]) {
    const value = JSON.parse(secrets.current(name)?.value ?? '{}') as { host: string; username: string }
    const password = `canary-rotated-${chance.hex(16, 'password', 'rotated', name)}`
    rds.databaseAt(value.host).administer(`ALTER USER '${value.username}'@'%' IDENTIFIED BY '${password}'`)
    const SecretString = JSON.stringify({ ...value, password })
    const ClientRequestToken = chance.hex(32, 'token', 'rotated', name)
    ask(secrets.service, 'PutSecretValue', { SecretId: name, SecretString, ClientRequestToken })
  }
}

const ZONE = /^[a-c]$/

/** Its machines are gone with everything on them, and nothing new is made there; node groups turn to the other zones. */
function loseZone(world: World, letter: string): void {
  const { region, kubernetes, platform } = world
  const zone = `${region.name}${letter}`
  region.lostZones.add(zone)
  for (const node of kubernetes.store.list(nodes)) {
    if (node.metadata.labels?.[zoneLabel] !== zone) continue
    kubernetes.store.remove(node)
    for (const pod of kubernetes.store.list(pods))
      if (pod.spec?.nodeName === node.metadata.name) kubernetes.store.remove(pod)
  }
  for (const { class: each } of platform.recovery.database.instances) region.rds.exhaust(each, zone)
  region.ec2.exhaust('gp3', zone)
}

const returns = ({ world, ...setting }: FaultSetting, step: string): void =>
  atStep({ world, ...setting }, step, () => {
    if (world.home) world.comesBack(world.home.region.name)
  })

export const regionFaults: readonly Fault[] = [
  fault(
    'version-not-offered',
    'the recovery region offers the engine version of the snapshot no more',
    beforehand(withdrawn),
  ),
  fault(
    'quota-short',
    'the recovery region may run three virtual processors, fewer than its nodes have',
    beforehand(({ region }) => region.quotas.grant(RUNNING_CPUS, 3)),
  ),
  fault(
    'quota-tight',
    'the recovery region may run eight virtual processors: enough for nodes of the smallest size, too few for its own',
    beforehand(({ region }) => region.quotas.grant(RUNNING_CPUS, 8)),
  ),
  fault(
    'no-certificate',
    'the certificate of the recovery region was never validated',
    beforehand(({ region, platform }) =>
      region.acm.change(platform.recovery.application.certificateArn, { status: 'PENDING_VALIDATION' }),
    ),
  ),
  fault(
    'no-load-balancer',
    'somebody has deleted the load balancer of the recovery region, as nobody used it',
    beforehand(({ region, platform }) => region.balancers.remove(platform.recovery.application.loadBalancer)),
  ),
  fault(
    'flag-alarm-missing',
    'the alarm on the flag was deleted; the health check goes on reading the metric',
    beforehand(({ region, platform }) => {
      const { traffic } = platform.recovery
      if (traffic.by === 'flag') ask(region.cloudwatch.service, 'DeleteAlarms', { AlarmNames: [traffic.alarm] })
    }),
  ),
  fault(
    'dns-control-plane-down',
    'Route 53 takes no changes from then on, wherever the primary region is',
    ({ world, struckAt }) => world.clock.at(struckAt + 1000, () => world.controlPlaneOfDns(false)),
  ),
  fault(
    'replica-missing',
    "the replica of the application's secret never came: a secret of its name was in the way",
    beforehand(({ region, platform }) => region.secrets.lose(platform.database.secret)),
  ),
  fault(
    'replica-not-promotable',
    'StopReplicationToReplica is refused for as long as anybody tries',
    ({ world }) => {
      const message = 'You cannot stop replication of a replica that is InProgress or Failed.'
      world.edgeFaults.push(({ operation }) =>
        operation === 'secretsmanager:StopReplicationToReplica'
          ? { kind: 'error', name: 'InvalidRequestException', message, status: 400 }
          : undefined,
      )
    },
    { modes: ['recover'] },
  ),
  fault(
    'rotated-since-copy',
    'passwords were rotated twenty minutes before, and the replicas have the new ones; the copies are older',
    ({ world, struckAt }) => world.clock.at(struckAt - 20 * MINUTE, () => rotated(world)),
  ),
  fault(
    'primary-returns',
    'when that step begins, or midway through its wait, the primary region answers again',
    returns,
    {
      argument: stepArgument,
      modes: ['recover'],
      wrong: wrongStep,
    },
  ),
  fault(
    'zone-lost',
    'the recovery region loses that zone when the run starts: its nodes are gone, and nothing can be made there',
    ({ world, startsAt }, letter) => world.clock.at(startsAt, () => loseZone(world, letter)),
    {
      argument: 'the letter of a zone, such as b',
      wrong: text => (ZONE.test(text) ? undefined : `"${text}" is no zone's letter, a to c`),
    },
  ),
  fault(
    'nodes-never-ready',
    'the nodes that are made on the day join and are never ready',
    ({ world }) => world.lifecycle.override({ transition: 'eks.node.joining', outcome: 'never' }),
    { modes: ['recover'] },
  ),
]

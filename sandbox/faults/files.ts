// Misfortunes of files: restores that fail or lose, traces of earlier tries, a network that is full, a squashed root.

import type { Override } from '../lifecycle.ts'
import { VPC } from '../network.ts'
import { ask, newestPoint } from '../world/ask.ts'
import type { World } from '../world/world.ts'
import type { Fault, FaultSetting } from './fault.ts'

type Strike = (setting: FaultSetting) => void

const files = (name: string, does: string, arm: Strike): Fault => ({
  name,
  does,
  wrong: (_, { scenario }) =>
    scenario.name === 'file-deletion' ? undefined : `it means nothing in ${scenario.name}, which restores no files`,
  arm,
})

const transition = (name: string, does: string, override: Override): Fault =>
  files(name, does, ({ world }) => world.lifecycle.override({ ...override }))

/** A minute before the disaster strikes: everything is there, and nothing has begun. */
const beforehand =
  (act: (world: World) => void): Strike =>
  ({ world, struckAt }) => {
    world.clock.at(struckAt - 60_000, () => act(world))
  }

const earlierTries: Strike = beforehand(({ region, platform, clock }) => {
  const root = region.efs.root(platform.files.fileSystemId)
  const day = 86_400_000
  const at = (days: number) => new Date(clock.now() - days * day).toISOString().replace(/[:.]/g, '-')
  for (const name of [`failed-restore_${at(2)}`, `failed-restore_${at(1)}`, `restore_${at(3)}`]) {
    root.mkdirs(`/aws-backup-${name}${platform.files.path}/uploads/2029`, 0o755)
    root.writeFile(`/aws-backup-${name}${platform.files.path}/uploads/2029/half.jpg`, 'half of a picture')
  }
})

const noFreeAddress: Strike = ({ world }) => {
  const { network } = world.region.ec2
  for (const { subnet } of world.region.efs.mountTargets(world.platform.files.fileSystemId).slice(0, 1))
    while (network.takeAddress(subnet) !== undefined);
}

const subnetsShareZone: Strike = ({ world }) => {
  const { region } = world
  region.ec2.seedSubnet({ id: 'subnet-00000000000000a0a', vpcId: VPC, zone: `${region.name}a`, cidr: '10.0.80.0/24' })
}

const rootSquashed: Strike = beforehand(({ region, platform }) => {
  const { fileSystemId } = platform.files
  const { Policy } = ask(region.efs.service, 'DescribeFileSystemPolicy', { FileSystemId: fileSystemId }) as {
    Policy: string
  }
  const policy = JSON.parse(Policy) as { Statement: { Effect: string; Action: string | string[] }[] }
  for (const statement of policy.Statement)
    if (Array.isArray(statement.Action))
      statement.Action = statement.Action.filter(each => !each.endsWith('ClientRootAccess'))
  region.efs.setPolicy(fileSystemId, JSON.stringify(policy))
})

/** A calm run lists what is missing two minutes after its start, and asks. */
const again: Strike = ({ world, startsAt }) => {
  const put = () => world.fileVisitors.put('/uploads/2029/03/programme.pdf', 'the programme as somebody still had it')
  world.clock.at(startsAt + 190_000, put)
}

export const filesFaults: readonly Fault[] = [
  transition('files-restore-fails', 'the restore of the files FAILED, and leaves a directory of what it had', {
    transition: 'backup.restore.efs',
    outcome: 'failed',
  }),
  transition('files-lost-and-found', 'the restore of the files COMPLETED, and three of them lie in lost+found', {
    transition: 'backup.restore.efs',
    outcome: 'lost-and-found',
  }),
  files('earlier-restores', 'failed restores and an old one left their directories on the file system', earlierTries),
  files(
    'newest-backup-partial',
    'the newest recovery point of the files is PARTIAL',
    beforehand(world => {
      const { vault, fileSystemId } = world.platform.files
      world.region.backup.alter(newestPoint(world, vault, fileSystemId), { status: 'PARTIAL' })
    }),
  ),
  files(
    'newest-backup-expired',
    'the newest recovery point of the files is EXPIRED',
    beforehand(world => {
      const { vault, fileSystemId } = world.platform.files
      world.region.backup.alter(newestPoint(world, vault, fileSystemId), { status: 'EXPIRED' })
    }),
  ),
  transition('mount-target-fails', 'a mount target of a restored file system ends in error', {
    transition: 'efs.mount-target.creating',
    outcome: 'error',
    times: 1,
  }),
  files(
    'no-free-address',
    'a subnet of the mount targets has no address left (NoFreeAddressesInSubnet)',
    noFreeAddress,
  ),
  files('subnets-share-zone', 'two subnets of the network are in one zone', subnetsShareZone),
  files('root-squashed', "the file system's policy makes root nobody (no ClientRootAccess)", rootSquashed),
  files('upload-meanwhile', 'before the run is approved somebody uploads one of the deleted files again', again),
  files('copy-crawls', 'the Jobs that work on files are ten thousand times slower', ({ world }) => {
    world.copying.slowdown = 10_000
  }),
]

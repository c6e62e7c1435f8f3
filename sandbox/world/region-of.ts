// A region of a world: its services, wired to those of the other regions, and what AWS Backup finds in it.
import type { Platform } from '../../domain/platform.ts'
import type { Copying } from '../aws/backup/index.ts'
import { assertAllowed } from '../aws/in-name-of.ts'
import type { Engine } from '../engine/index.ts'
import { makeRegion, type Network, type Region } from '../region.ts'
import { backupResources } from './backup-resources.ts'
import { fileSystemResources } from './file-resources.ts'
import type { Ground } from './ground.ts'
import { diskResources } from './monitoring/index.ts'

export interface RegionOf {
  /** As it stands in that region. */
  readonly platform: Platform
  readonly engine: Engine
  /** The other region, which this one copies into; none when absent. */
  readonly copiesTo?: string
  readonly network?: Network
}

export function regionOf(ground: Ground, { platform, engine, copiesTo, network }: RegionOf): Region {
  const { shared, options, regions, buckets } = ground
  const { cloud } = shared
  const name = platform.regions.primary
  const region: Region = makeRegion({
    ...{ name, cloud, engine, buckets },
    ...(options.pageSize !== undefined && { pageSize: options.pageSize }),
    ...(options.place === 'recovery' && { copying: copyingOf(ground) }),
    ...(network && { network }),
    copiesTo,
    resources: () => [...backupResources(region), ...fileSystemResources(region), ...diskResources(region, platform)],
    peers: other => (cloud.dark.has(other) ? undefined : regions.get(other)?.secrets),
    rotate: (secretName, password, pendingHost) => rotate({ region, secretName, password, pendingHost }),
  })
  regions.set(name, region)
  return region
}

const copyingOf = ({ shared: { cloud }, regions, platform }: Ground): Copying => ({
  isDark: region => cloud.dark.has(region),
  vaultOf: (region, name) => regions.get(region)?.backup.copyTarget(name),
  assertAllowed: (roleArn, requirement) =>
    assertAllowed(cloud.iam, { roleArn, accountId: platform.account }, requirement),
})

interface Rotation {
  readonly region: Region
  readonly secretName: string
  readonly password: string
  readonly pendingHost: string | undefined
}

/**
 * As AWS's rotation function for one MySQL user does it: it connects to the host in the secret, whichever cluster that
 * is, and gives up when the secret was pointed elsewhere since the rotation began (its `set_secret`).
 */
function rotate({ region, secretName, password, pendingHost }: Rotation): void {
  const { username, host = '' } = JSON.parse(region.secrets.current(secretName)?.value ?? '{}') as {
    username?: string
    host?: string
  }
  if (pendingHost !== host)
    throw new Error(`Attempting to modify user for host ${pendingHost} other than current host ${host}`)
  region.rds.databaseAt(host).administer(`ALTER USER '${username}'@'%' IDENTIFIED BY '${password}'`)
}

// The platform as it stands in one of its two regions: what runs in the recovery region sees only what is there.
import type { Platform } from './platform.ts'

/** The region that a scenario's machines, functions and records live in. */
export type Place = 'primary' | 'recovery'

/**
 * In the recovery region every name is that of the thing there; `regions.primary` is then the region it stands in,
 * `regions.recovery` the other one. `recovery` says what the place was prepared with, in either view.
 */
export function platformAt(place: Place, platform: Platform): Platform {
  return place === 'primary' ? platform : inRecovery(platform)
}

const views = new WeakMap<Platform, Platform>()

/** The same object for the same platform: what is printed for a platform is kept with it. */
function inRecovery(platform: Platform): Platform {
  const known = views.get(platform)
  if (known) return known
  const { regions, database, files, monitoring, kubernetes, muster, recovery } = platform
  const view: Platform = {
    ...platform,
    regions: { primary: regions.recovery, recovery: regions.primary },
    database: { ...database, vault: recovery.database.vault, kmsKeyId: recovery.database.kmsKeyId },
    files: { ...files, vault: recovery.files.vault, kmsKeyId: recovery.files.kmsKeyId },
    monitoring: { ...monitoring, ...recovery.monitoring },
    kubernetes: { ...kubernetes, clusterName: recovery.kubernetes.clusterName },
    muster: { ...muster, ...recovery.muster },
    home: { clusterName: kubernetes.clusterName, controlBucket: muster.controlBucket },
  }
  views.set(platform, view)
  return view
}

/** Short for a region in names that are global, as those of roles are: `use1` for us-east-1, `apse2` for ap-southeast-2. */
export function regionCode(region: string): string {
  const [area = '', ...rest] = region.split('-')
  const directions = rest
    .slice(0, -1)
    .map(word => word.replace(/(north|south|east|west|central)/g, first => first[0] ?? ''))
  return [area, ...directions, rest.at(-1)].join('')
}

// In whose name AWS Backup restores: real runs by the platform's roles, drills by one of their own that reaches no production.
import { type Platform, platformName } from './platform.ts'
import { regionCode } from './platform-places.ts'
import type { Mode } from './run.ts'

/** Name of the drills' role: `drill.restoreRole` of the platform's description, or what Muster deploys. */
export function drillRestoreRole(platform: Platform): string {
  return platform.drill.restoreRole ?? ownRestoreRole(platform)
}

/** The one that Muster deploys, in each of its regions another: roles are global, and what this one may do is not. */
export const ownRestoreRole = (platform: Platform): string =>
  `${platformName(platform)}-drill-restore-${regionCode(platform.regions.primary)}`

const views = new WeakMap<Platform, Platform>()

/**
 * The platform as a run of that mode may know it. A drill never learns the names of the roles by which real runs restore:
 * neither its machine nor its permissions can name them.
 */
export function platformIn(mode: Mode, platform: Platform): Platform {
  if (mode === 'recover') return platform
  const known = views.get(platform)
  if (known) return known
  const restoreRole = drillRestoreRole(platform)
  const { database, files, monitoring } = platform
  const view: Platform = {
    ...platform,
    database: { ...database, restoreRole },
    files: { ...files, restoreRole },
    monitoring: { ...monitoring, restoreRole },
  }
  views.set(platform, view)
  return view
}

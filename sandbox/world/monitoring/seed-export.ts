// The export of Grafana's dashboards that the schedule wrote in the night before: what an import begins with.
import { toInstant } from '../../../domain/instant.ts'
import type { DashboardExport } from '../../../domain/monitoring/dashboards.ts'
import type { Platform } from '../../../domain/platform.ts'
import { EXPORTS } from '../../../lambdas/monitoring-needs.ts'
import type { Region } from '../../region.ts'
import { dashboards, dataSources, folders, modelOf } from './dashboards.ts'
import { minute } from './ranges.ts'

/** Minutes before the world begins. */
const AGE = 20

export function seedExport(region: Region, platform: Platform, now: number): void {
  const at = toInstant(now - AGE * minute)
  const exported: DashboardExport = {
    at,
    folders: folders.map(({ uid, title }) => ({ uid, title })),
    sources: dataSources.map(({ uid, name, type, url, isDefault }) => ({
      ...{ uid, name, type, url, isDefault, access: 'proxy', jsonData: {} },
    })),
    dashboards: dashboards
      .filter(({ createdAt }) => createdAt <= now)
      .map(each => ({ uid: each.uid, folderUid: each.folderUid, dashboard: { ...modelOf(each), version: 1 } })),
  }
  region.s3.put(platform.muster.evidenceBucket, `${EXPORTS}${at}.json`, JSON.stringify(exported))
}

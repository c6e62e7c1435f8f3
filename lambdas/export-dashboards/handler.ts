// What a provisioning file makes comes back by itself; it is exported all the same, since the file may be lost too.
import { toInstant, wholeSecond } from '../../domain/instant.ts'
import { type DashboardExport, exportedOf } from '../../domain/monitoring/dashboards.ts'
import { asLambda } from '../as-lambda.ts'
import { dashboardExports } from '../gateways/dashboard-exports.ts'
import { grafana } from '../gateways/grafana.ts'
import { entered } from '../gateways/grafana-session.ts'
import { implement } from '../implement.ts'
import { exportDashboards } from './contract.ts'

/** Grafana answers one from its database in some milliseconds; the way there takes most of the time. */
const AT_ONCE = 10

export const run = implement(
  exportDashboards,
  { grafana, exports: dashboardExports },
  async ({ clusterName, monitoring, retainDays }, { grafana, exports, clock }) => {
    const session = await entered(grafana.of(clusterName, monitoring), monitoring)
    const at = toInstant(wholeSecond(clock.now()))
    const dashboards: DashboardExport['dashboards'] = []
    const uids = (await session.dashboards()).map(({ uid }) => uid)
    while (uids.length > 0) {
      const page = uids.splice(0, AT_ONCE)
      const whole = await Promise.all(page.map(async uid => ({ uid, found: await session.dashboard(uid) })))
      // Absent: deleted since it was listed.
      dashboards.push(...whole.flatMap(({ uid, found }) => (found ? [exportedOf(uid, found)] : [])))
    }
    const [folders, sources] = [[...(await session.folders())], [...(await session.sources())]]
    const key = await exports.write({ at, folders, sources, dashboards }, retainDays)
    return { key, dashboards: dashboards.length, folders: folders.length, sources: sources.length }
  },
)

export const handler = asLambda(run)

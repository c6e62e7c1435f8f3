// What was imported is what the export has and Grafana did not have before.
import { missingFrom } from '../../domain/monitoring/dashboards.ts'
import { asLambda } from '../as-lambda.ts'
import { dashboardExports } from '../gateways/dashboard-exports.ts'
import { grafana } from '../gateways/grafana.ts'
import { entered, heldIn } from '../gateways/grafana-session.ts'
import { implement } from '../implement.ts'
import { removeImports } from './contract.ts'

export const run = implement(
  removeImports,
  { grafana, exports: dashboardExports },
  async ({ clusterName, monitoring, key, held }, { grafana, exports }) => {
    const session = await entered(grafana.of(clusterName, monitoring), monitoring)
    const now = await heldIn(session)
    const added = missingFrom(await exports.read(key), held)
    const dashboards = added.dashboards.filter(({ uid }) => now.dashboards.includes(uid))
    const folders = added.folders.filter(({ uid }) => now.folders.includes(uid))
    const sources = added.sources.filter(({ uid }) => now.sources.includes(uid))
    for (const { uid } of dashboards) await session.removeDashboard(uid)
    for (const { uid } of sources) await session.removeSource(uid)
    for (const { uid } of folders) await session.removeFolder(uid)
    return { dashboards: dashboards.length, folders: folders.length, sources: sources.length }
  },
)

export const handler = asLambda(run)

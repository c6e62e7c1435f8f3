// Folders first, because dashboards name them; data sources before dashboards, so that panels find theirs.
import { importBody, missingFrom, sourceBody } from '../../domain/monitoring/dashboards.ts'
import { asLambda } from '../as-lambda.ts'
import { dashboardExports } from '../gateways/dashboard-exports.ts'
import { grafana } from '../gateways/grafana.ts'
import { entered } from '../gateways/grafana-session.ts'
import { implement } from '../implement.ts'
import { importDashboards } from './contract.ts'

export const run = implement(
  importDashboards,
  { grafana, exports: dashboardExports },
  async ({ clusterName, monitoring, key, held }, { grafana, exports, run }) => {
    const session = await entered(grafana.of(clusterName, monitoring), monitoring)
    const { at, dashboards, folders, sources } = missingFrom(await exports.read(key), held)
    for (const folder of folders) await session.addFolder(folder)
    for (const source of sources) await session.addSource(sourceBody(source))
    for (const each of dashboards) await session.putDashboard(importBody(each, `imported by Muster, run ${run.id}`))
    const names = sources.map(({ name }) => `\`${name}\``).join(', ')
    const secrets = sources.length === 0 ? '' : ` Secrets were not in it: enter those of ${names} again.`
    return {
      ...{ dashboards: dashboards.length, folders: folders.length, sources: sources.length },
      report: [
        {
          title: 'Grafana: what was imported',
          text: `${dashboards.length} dashboards, ${folders.length} folders and ${sources.length} data sources of the export of ${at}.${secrets} Users, alert rules and preferences are not part of an export.`,
        },
      ],
    }
  },
)

export const handler = asLambda(run)

// It is read once here, so that what cannot be read is found before anything changes.
import { Missing } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { dashboardExports } from '../gateways/dashboard-exports.ts'
import { implement } from '../implement.ts'
import { chooseExport } from './contract.ts'

export const run = implement(chooseExport, { exports: dashboardExports }, async ({ lostAt }, { exports }) => {
  const key = await exports.newestBefore(lostAt)
  if (key === undefined)
    throw new Missing(
      `there is no export of dashboards from before ${lostAt ?? 'now'}; restore Grafana from a recovery point`,
    )
  const { at, dashboards, folders, sources } = await exports.read(key)
  const counts = `${dashboards.length} dashboards in ${folders.length} folders and ${sources.length} data sources`
  return {
    key,
    moment: at,
    outlook: `Grafana from the export of ${at}: ${counts}; what is there is kept, users, alerts and secrets of data sources are not in it`,
  }
})

export const handler = asLambda(run)

// A database from a recovery point has the passwords of its time: a login that is refused is a finding, not a riddle.
import { NotProven } from '../../domain/errors.ts'
import { judgeDashboards } from '../../domain/monitoring/proofs.ts'
import { asLambda } from '../as-lambda.ts'
import { failed, pending, ready } from '../contract.ts'
import { type DashboardExports, dashboardExports } from '../gateways/dashboard-exports.ts'
import { grafana } from '../gateways/grafana.ts'
import { keepsCrashing, whyWaiting } from '../gateways/pod-state.ts'
import { type StoreInCluster, stores } from '../gateways/stores.ts'
import { watching } from '../gateways/watching.ts'
import { implement } from '../implement.ts'
import { checkGrafana } from './contract.ts'

export const run = implement(
  checkGrafana,
  { grafana, stores, exports: dashboardExports },
  async ({ clusterName, monitoring, before, dashboards }, { grafana, stores, exports, environment, watch }) => {
    const here = grafana.of(clusterName, monitoring)
    const store = stores.of(clusterName, monitoring, 'grafana')
    return watching({ environment, watch, clusterName, watched: [store.counted], untold: true }, async () => {
      const notHealthy = await here.notHealthy()
      if (notHealthy !== null) return notYet(store, notHealthy)
      const entered = await here.enter()
      if (!entered) {
        return failed(
          NotProven,
          `Grafana refuses the account in the Secret ${monitoring.grafana.adminSecret}: its database may be older than the password`,
        )
      }
      const counts = {
        dashboards: (await entered.dashboards()).length,
        folders: (await entered.folders()).length,
        sources: (await entered.sources()).length,
      }
      const expected = await expectation(exports, before, dashboards)
      const { proofs, faults } = judgeDashboards({ ...counts, expected })
      return faults.length === 0
        ? ready({ ...counts, proofs: [...proofs] })
        : failed(NotProven, `Grafana: ${faults.join('; ')}`)
    })
  },
)

async function notYet(here: StoreInCluster, notHealthy: string) {
  const workload = await here.workload()
  const pods = workload ? await here.pods(workload.podSelector) : []
  const crashing = keepsCrashing(pods)
  if (crashing !== undefined) return failed(NotProven, `Grafana: ${crashing}`)
  return pending(`Grafana is not healthy: ${notHealthy} (${whyWaiting(pods)})`)
}

async function expectation(exports: DashboardExports, before: string, asked: number | null) {
  const key = await exports.newestBefore(before)
  const counted = key === undefined ? undefined : await exports.read(key)
  if (asked !== null)
    return { dashboards: asked, sources: counted?.sources.length ?? 1, because: 'the request says so' }
  if (!counted) return null
  const because = `as in the export of ${counted.at}`
  return { dashboards: counted.dashboards.length, sources: counted.sources.length, because }
}

export const handler = asLambda(run)

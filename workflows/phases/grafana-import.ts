// Grafana from an export: dashboards, folders and data sources that it lacks are imported, and what it has is kept.
import { minutes, seconds } from '../../domain/duration.ts'
import { checkGrafana } from '../../lambdas/check-grafana/contract.ts'
import { chooseExport } from '../../lambdas/choose-export/contract.ts'
import { importDashboards } from '../../lambdas/import-dashboards/contract.ts'
import { readDashboards } from '../../lambdas/read-dashboards/contract.ts'
import { removeImports } from '../../lambdas/remove-imports/contract.ts'
import type { Bare, Passage } from '../language/scenario.ts'
import { counting } from './monitoring-arguments.ts'

interface Asked extends Bare {
  readonly request: { readonly lostAt: string | null; readonly dashboards: number | null }
}
interface Chosen extends Asked {
  readonly grafanaPoint: { readonly key: string; readonly moment: string }
}
interface Held extends Chosen {
  readonly grafanaHeld: {
    readonly dashboards: string[]
    readonly folders: string[]
    readonly sources: string[]
  }
}

export const chooseGrafanaExport = (passage: Passage<Asked>) =>
  passage.step('grafanaPoint', 'Choose the export of dashboards', chooseExport, $ => ({ lostAt: $.request.lostAt }))

/** Read before the cutover, so that its undo knows what was there. */
export const readGrafana = (passage: Passage<Chosen>) =>
  passage.step('grafanaHeld', 'Remember what Grafana holds', readDashboards, $ => ({
    clusterName: $.platform.kubernetes.clusterName,
    monitoring: $.platform.monitoring,
  }))

export const importIntoGrafana = (passage: Passage<Held>) =>
  passage
    .step('grafanaImported', 'Import what Grafana lacks', importDashboards, $ => ({
      clusterName: $.platform.kubernetes.clusterName,
      monitoring: $.platform.monitoring,
      key: $.grafanaPoint.key,
      held: $.grafanaHeld,
    }))
    .undo('Remove what was imported', removeImports, $ => ({
      clusterName: $.platform.kubernetes.clusterName,
      monitoring: $.platform.monitoring,
      key: $.grafanaPoint.key,
      held: $.grafanaHeld,
    }))
    .waitUntil(
      'grafanaCounted',
      'Grafana has what was exported',
      checkGrafana,
      $ => ({
        // The export itself was made then, so it counts as well.
        ...counting($),
        dashboards: $.request.dashboards,
      }),
      { expected: seconds(5), within: minutes(10) },
    )

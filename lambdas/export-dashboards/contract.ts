// Write every dashboard, folder and data source of Grafana, without secrets, into the evidence bucket.
import * as z from 'zod'
import { Missing } from '../../domain/errors.ts'
import { monitoringSchema } from '../../domain/platform.ts'
import { enterCluster, recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { EXPORTS, onMonitoring } from '../monitoring-needs.ts'
import { allow, arns, evidenceKey } from '../needs.ts'

export const exportDashboards = contract({
  name: 'export-dashboards',
  // It changes nothing of the platform's: it writes evidence, under an instant of its own.
  effect: 'changes',
  takes: z.strictObject({ clusterName: z.string(), monitoring: monitoringSchema, retainDays: z.int().min(1) }),
  gives: z.strictObject({ key: z.string(), dashboards: z.int(), folders: z.int(), sources: z.int() }),
  throws: [Missing],
  needs: (p, mode) =>
    recoverOnly(mode, () => [
      enterCluster(p),
      onMonitoring(p).enterGrafana,
      onMonitoring(p).readAdminSecret,
      allow(['s3:PutObject', 's3:PutObjectRetention'], [arns(p).object(p.muster.evidenceBucket, `${EXPORTS}*`)]),
      evidenceKey(p),
    ]),
  again: 'writes another export beside the earlier one',
  timeout: 300,
})

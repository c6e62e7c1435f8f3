// Has the secret arrived in Kubernetes? Pods read it as they start: restarted too early they would keep the old host.
import * as z from 'zod'
import { Missing } from '../../domain/errors.ts'
import { instant } from '../../domain/instant.ts'
import { kubernetesSchema } from '../../domain/platform.ts'
import { enterCluster, onWordpress, recoverOnly } from '../application-needs.ts'
import { check } from '../contract.ts'
import { allow, arns } from '../needs.ts'

export const checkSecretSynced = check({
  name: 'check-secret-synced',
  takes: z.strictObject({
    kubernetes: kubernetesSchema,
    secret: z.string(),
    versionId: z.string().describe('The version whose host must have arrived.'),
    valuesSuffice: z
      .boolean()
      .default(false)
      .describe('Ready as soon as the values are right, though no sync was seen: pods read values, not times.'),
  }),
  gives: z.strictObject({ refreshedAt: instant }),
  watches: true,
  throws: [Missing],
  needs: (p, mode) =>
    recoverOnly(mode, () => [
      enterCluster(p),
      onWordpress(p).readCopyRule,
      onWordpress(p).watchCopyRule,
      onWordpress(p).readCopy,
      allow(['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'], [arns(p).secret(p.database.secret)]),
    ]),
})

// Point the application's secret back: move AWSCURRENT to the version that names the old cluster. The undo of point-secret.
import * as z from 'zod'
import { Missing } from '../../domain/errors.ts'
import { recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { allow, arns } from '../needs.ts'

export const restoreSecret = contract({
  name: 'restore-secret',
  effect: 'changes',
  production: true,
  takes: z.strictObject({
    secret: z.string(),
    versionId: z.string().describe('AWSCURRENT as it was remembered before the run.'),
  }),
  gives: z.strictObject({
    moved: z.boolean().describe('False when the secret names the old cluster already.'),
    versionId: z.string().describe('AWSCURRENT now.'),
  }),
  throws: [Missing],
  needs: (p, mode) =>
    recoverOnly(mode, () => {
      const secret = [arns(p).secret(p.database.secret)]
      return [
        allow(['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'], secret),
        allow('secretsmanager:UpdateSecretVersionStage', secret, {
          StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT' },
        }),
      ]
    }),
  again: 'a secret that names the remembered host is left alone, whether it was moved back or never moved',
})

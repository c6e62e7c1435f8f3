// Point the application's secret to the restored cluster: get, merge, put, keeping every other key.
import * as z from 'zod'
import { CallRefused, Missing } from '../../domain/errors.ts'
import { recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { allow, arns } from '../needs.ts'

export const pointSecret = contract({
  name: 'point-secret',
  effect: 'changes',
  production: true,
  takes: z.strictObject({
    secret: z.string(),
    host: z.string().min(1),
    port: z.int().min(1).max(65_535),
    readerHost: z.string().min(1),
    clusterId: z.string().min(1),
  }),
  gives: z.strictObject({
    versionId: z.string().describe('AWSCURRENT from now on.'),
    previousVersionId: z.string().describe('AWSCURRENT before; the same when nothing had to change.'),
    changedKeys: z.array(z.string()).describe('Names only.'),
  }),
  throws: [Missing, CallRefused],
  needs: (p, mode) =>
    recoverOnly(mode, () => [
      allow(
        ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'],
        [arns(p).secret(p.database.secret)],
      ),
    ]),
  again: 'the version id is derived from run, step and content: the same version is put again, or found to be there',
})

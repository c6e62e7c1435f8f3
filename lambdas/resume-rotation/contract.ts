// Switch the rotation of a secret on again, with the rules it had and without rotating now.
import * as z from 'zod'
import { rotationFunctionsBegin } from '../../domain/deployed-names.ts'
import { Missing } from '../../domain/errors.ts'
import { platformName } from '../../domain/platform.ts'
import { recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { allow, arns } from '../needs.ts'

export const resumeRotation = contract({
  name: 'resume-rotation',
  effect: 'changes',
  production: true,
  takes: z.strictObject({
    secret: z.string(),
    rotationEnabled: z.boolean().describe('As it was remembered.'),
    rotationRules: z.string().nullable().describe('JSON text, as it was remembered.'),
  }),
  gives: z.strictObject({
    resumed: z.boolean().describe('False when it was off before the run, or is on already.'),
    pendingDropped: z
      .boolean()
      .describe('A version that an interrupted rotation left behind named another host and lost its label.'),
  }),
  throws: [Missing],
  needs: (p, mode) =>
    recoverOnly(mode, () => {
      const secret = [arns(p).secret(p.database.secret)]
      const functions = arns(p).lambda(`${rotationFunctionsBegin(platformName(p))}*`)
      return [
        allow(['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'], secret),
        allow('secretsmanager:RotateSecret', secret, { Bool: { 'secretsmanager:RotateImmediately': 'false' } }),
        allow('secretsmanager:UpdateSecretVersionStage', secret, {
          StringEquals: { 'secretsmanager:VersionStage': 'AWSPENDING' },
        }),
        // Dependent action of RotateSecret: AWS tests the rotation function on the caller's behalf.
        allow('lambda:InvokeFunction', [functions]),
      ]
    }),
  again: 'a rotation that is on already is left alone',
})

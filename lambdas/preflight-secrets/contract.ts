// Look at the database's secrets for what would stop the run later, apart from the database: see `needs`.
import * as z from 'zod'
import { databaseSchema } from '../../domain/platform.ts'
import { contract } from '../contract.ts'
import { allow, arns } from '../needs.ts'

export const preflightSecrets = contract({
  name: 'preflight-secrets',
  effect: 'reads',
  takes: z.strictObject({ database: databaseSchema }),
  gives: z.strictObject({
    blockers: z.array(z.string()).describe('What was found, what was expected, what to do.'),
    notes: z.array(z.string()).describe('What does not stop the run and is worth knowing.'),
  }),
  throws: [],
  // Apart, because a drill's function that may read the application's password must not be able to send statements.
  needs: p => {
    const { secret, masterSecret, readerSecret } = p.database
    const all = [secret, masterSecret, readerSecret].map(arns(p).secret)
    return [allow(['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'], all)]
  },
  again: 'only reads',
})

// Wait until instances serve: available, with an address, the writer known as such, and their parameters applied.
import * as z from 'zod'
import { RestoreFailed } from '../../domain/errors.ts'
import { check } from '../contract.ts'
import { describeRestored } from '../database-needs.ts'

export const checkInstances = check({
  name: 'check-instances',
  takes: z.strictObject({
    cluster: z.string(),
    instances: z.array(z.string()).nullable().describe('Null: every member of the cluster.'),
    role: z.enum(['writer', 'readers']),
    mayNeedReboot: z.boolean().describe('Ready although parameters wait for a reboot: reboot-instances comes next.'),
  }),
  gives: z.strictObject({
    instances: z.array(z.string()),
    pendingReboot: z.array(z.string()).describe('Those whose parameters wait for a reboot.'),
  }),
  throws: [RestoreFailed],
  watches: true,
  needs: (p, mode) => describeRestored(p, mode),
})

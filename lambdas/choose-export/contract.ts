// Choose the newest export of dashboards from before the loss.
import * as z from 'zod'
import { Missing } from '../../domain/errors.ts'
import { instant } from '../../domain/instant.ts'
import { recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { readExports } from '../monitoring-needs.ts'

export const chooseExport = contract({
  name: 'choose-export',
  effect: 'reads',
  takes: z.strictObject({ lostAt: instant.nullable() }),
  gives: z.strictObject({
    key: z.string().describe('In the evidence bucket.'),
    moment: instant.describe('When it was made.'),
    outlook: z.string(),
  }),
  throws: [Missing],
  needs: (p, mode) => recoverOnly(mode, () => readExports(p)),
  again: 'only reads',
})

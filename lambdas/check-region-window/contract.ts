// Watch the site after visitors were sent here. Going back is possible while nothing new was written, and not after.
import * as z from 'zod'
import { RollbackDecided, Unhealthy, WritesAccepted } from '../../domain/errors.ts'
import { instant } from '../../domain/instant.ts'
import { recoverOnly } from '../application-needs.ts'
import { checkCommitWindow } from '../check-commit-window/contract.ts'
import { check } from '../contract.ts'
import { query, restoredClusters } from '../database-needs.ts'
import { fenceHome } from '../fence-home/contract.ts'

export const checkRegionWindow = check({
  name: 'check-region-window',
  production: true,
  takes: checkCommitWindow.takes.extend({
    home: z.strictObject({ region: z.string(), clusterName: z.string() }).describe('Fenced as soon as it answers.'),
    clusterArn: z.string(),
    database: z.string(),
    tablePrefix: z.string(),
    readerSecret: z.string(),
    newest: instant.nullable().describe('The newest write that the copy held.'),
  }),
  gives: checkCommitWindow.ready.extend({ home: z.string().describe('Whether the old region is fenced by now.') }),
  throws: [RollbackDecided, Unhealthy, WritesAccepted],
  needs: (p, mode) =>
    recoverOnly(mode, () => [
      ...checkCommitWindow.needs(p, mode),
      ...fenceHome.needs(p, mode),
      ...query(p, [restoredClusters(p, mode)], [p.database.readerSecret]),
    ]),
  again:
    'what is known between polls is written on condition that nobody else wrote; a poll repeated at once counts once',
})

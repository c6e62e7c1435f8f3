// At 06:58:30 a migration goes wrong: posts are spoilt, comments deleted, an option broken, by the site's own account.
import { damageCheck, damageStatements } from '../content.ts'
import type { Disaster } from './disaster.ts'

const at = '2030-03-04T06:58:30Z'

export const databaseCorruption: Disaster = {
  scenario: 'database-corruption',
  at,
  noticedAfter: 450,
  tells: 'a migration spoils every other post, deletes comments and breaks an option',
  // Half an hour of changes is enough for a point in time; recovery points and snapshots are made at 02:00.
  historyFrom: ({ from = 'point-in-time' }) => (from === 'point-in-time' ? '2030-03-04T06:28:30Z' : undefined),
  strike: ({ site, platform, accounts, region }) => {
    const { host = '' } = JSON.parse(region.secrets.current(platform.database.secret)?.value ?? '{}') as {
      host?: string
    }
    const session = region.rds.connect(host, accounts.application)
    for (const statement of damageStatements(platform.database.tablePrefix)) session.execute(statement)
    site.forgetCached()
  },
  request: ({ platform }, struckAt = at) => ({
    damagedAt: struckAt,
    damage: { sql: damageCheck(platform.database.tablePrefix) },
  }),
}

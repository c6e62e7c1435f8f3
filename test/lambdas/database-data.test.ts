// What the verbs read and prove in the databases themselves: logins, proofs, losses, exports, backups.
import { describe, expect, test } from '@jest/globals'
import { run as checkCluster } from '../../lambdas/check-cluster/handler.ts'
import { run as checkExport } from '../../lambdas/check-export/handler.ts'
import { run as checkLogins } from '../../lambdas/check-logins/handler.ts'
import { run as deselectFromBackup } from '../../lambdas/deselect-from-backup/handler.ts'
import { run as estimateLoss } from '../../lambdas/estimate-loss/handler.ts'
import { run as handOver } from '../../lambdas/hand-over/handler.ts'
import { run as resetAccounts } from '../../lambdas/reset-accounts/handler.ts'
import { run as resetMasterPassword } from '../../lambdas/reset-master-password/handler.ts'
import { run as selectForBackup } from '../../lambdas/select-for-backup/handler.ts'
import { run as verifyData } from '../../lambdas/verify-data/handler.ts'
import {
  arnOf,
  type DatabaseWorld,
  database,
  databaseWorld,
  describe_,
  failure,
  minutes,
  platform,
  SOURCE,
  serving,
} from './database-world.ts'

const { name, tablePrefix, readerSecret } = database
const secrets = { application: database.secret, reader: readerSecret }
const about = { database: name, tablePrefix, readerSecret }

/** The platform at 02:00 with a restored cluster of a moment some minutes before. */
async function restoredWorld(change: (world: DatabaseWorld) => void = () => undefined) {
  const world = databaseWorld()
  await world.pass(minutes(30))
  change(world)
  const made = await serving(world)
  return { world, ...made }
}

describe('Logging in to the restored database', () => {
  test('works when no password has changed since the moment', async () => {
    const { world, arn: clusterArn } = await restoredWorld()
    expect(await world.call(checkLogins, { clusterArn, database: name, secrets })).toEqual({
      application: true,
      reader: true,
      allWork: true,
    })
  })

  test('is repaired for accounts whose password was rotated after the moment, and no password is written anywhere', async () => {
    const { world, id, arn: clusterArn } = await restoredWorld()
    // What a rotation would have left: the restored accounts have passwords that no secret holds.
    for (const user of ['wordpress', 'muster_reader', 'admin'])
      world.sql(`ALTER USER '${user}'@'%' IDENTIFIED BY 'of the past'`, id)
    const logins = () => world.call(checkLogins, { clusterArn, database: name, secrets })
    expect(await logins()).toEqual({ application: false, reader: false, allWork: false })

    const accounts = { clusterArn, database: name, secrets, masterSecret: database.masterSecret }
    expect(await failure(world.call(resetAccounts, accounts))).toMatch(/^Unavailable.*master user cannot log in yet/)
    await world.call(resetMasterPassword, { cluster: id, masterSecret: database.masterSecret })
    await world.pass(minutes(5))
    expect(await world.awaited(checkCluster, { cluster: id })).toMatchObject({ status: 'ready' })
    expect(await world.call(resetAccounts, accounts)).toEqual({ reset: ['application', 'reader'] })
    expect(await world.call(resetAccounts, accounts)).toEqual({ reset: [] })
    expect(await logins()).toMatchObject({ allWork: true })
    expect(JSON.stringify(world.logs)).not.toContain('canary-')
  })

  test('an account that did not exist at the moment is named, and the statement is not', async () => {
    const { world, id, arn: clusterArn } = await restoredWorld()
    world.sql("DROP USER 'wordpress'@'%'", id)
    const accounts = { clusterArn, database: name, secrets, masterSecret: database.masterSecret }
    const found = await failure(world.call(resetAccounts, accounts))
    expect(found).toMatch(/^Missing.*no account wordpress at the restore moment/)
    expect(found).not.toMatch(/canary|IDENTIFIED/)
  })
})

describe('Proving the restored data', () => {
  test('a healthy copy stands up to every proof', async () => {
    const { world, arn: clusterArn, moment } = await restoredWorld()
    const input = { ...about, clusterArn, moment, damage: null, sourceClusterArn: arnOf(SOURCE) }
    const found = await world.call<Verified>(verifyData, input)
    expect(found.proofs.map(proof => proof.ok)).not.toContain(false)
    expect(found.proofs.length).toBeGreaterThanOrEqual(12)
    expect(found.tables).toBeGreaterThanOrEqual(8)
    expect(found.rows).toBeGreaterThan(60)
    expect(Date.parse(found.newest)).toBeLessThanOrEqual(Date.parse(moment))
  })

  test('every proof that fails is named with what was found', async () => {
    const { world, id, arn: clusterArn, moment } = await restoredWorld()
    world.sql("UPDATE wp_posts SET post_content = 'hacked', post_modified_gmt = '2030-03-05 00:00:00'", id)
    world.sql("DELETE FROM wp_options WHERE option_name = 'siteurl'", id)
    world.sql('DELETE FROM wp_comments WHERE comment_ID > 2', id)
    const damage = { sql: "SELECT COUNT(*) FROM wp_posts WHERE post_content LIKE '%hacked%'" }
    const input = { ...about, clusterArn, moment, damage, sourceClusterArn: null }
    const text = await failure(world.call(verifyData, input))
    expect(text).toMatch(/^NotProven/)
    expect(text).toMatch(/without a value: siteurl/)
    expect(text).toMatch(/newest write 2030-03-05T00:00:00Z/)
    expect(text).toMatch(/60 damaged rows/)
  })

  test('a missing table is found before anything else is asked of it', async () => {
    const { world, id, arn: clusterArn, moment } = await restoredWorld()
    world.sql('DROP TABLE wp_usermeta', id)
    const input = { ...about, clusterArn, moment, damage: null, sourceClusterArn: null }
    expect(await failure(world.call(verifyData, input))).toMatch(/^NotProven.*missing: usermeta/s)
  })

  test('a copy that lost most of its rows is not taken for the site, unless the damage was rows added', async () => {
    const { world, arn: clusterArn, moment } = await restoredWorld()
    for (let post = 0; post < 100; post++) {
      world.sql(
        `INSERT INTO wp_posts SELECT ID + ${1000 * (post + 1)}, post_author, post_date_gmt, post_modified_gmt, 'spam', post_content, post_status, post_type FROM wp_posts WHERE ID = 1`,
      )
    }
    const input = { ...about, clusterArn, moment, damage: null, sourceClusterArn: arnOf(SOURCE) }
    expect(await failure(world.call(verifyData, input))).toMatch(/^NotProven.*give damage.sql/s)
    const damage = { sql: "SELECT COUNT(*) FROM wp_posts WHERE post_title = 'spam'" }
    const { proofs } = await world.call<Verified>(verifyData, { ...input, damage })
    expect(proofs.find(proof => proof.found.includes('explained by the damage'))).toBeDefined()
  })
})

describe('What would be lost', () => {
  test('is counted by the times that WordPress writes', async () => {
    const world = databaseWorld()
    await world.pass(minutes(10))
    const moment = world.now()
    await world.pass(minutes(5))
    const at = world.now().replace('T', ' ').replace('Z', '')
    world.sql(`UPDATE wp_posts SET post_modified_gmt = '${at}' WHERE ID <= 3`)
    const found = await world.call<Lost>(estimateLoss, { ...about, clusterArn: arnOf(SOURCE), moment })
    expect(found).toMatchObject({ rows: 3, newest: world.now() })
    expect(found.summary).toMatch(/3 posts, 0 comments, 0 users/)
  })

  test('is told as far as it can be when the damage took a table away', async () => {
    const world = databaseWorld()
    await world.pass(minutes(10))
    world.sql('DROP TABLE wp_posts')
    const found = await world.call<Lost>(estimateLoss, { ...about, clusterArn: arnOf(SOURCE), moment: world.now() })
    expect(found.summary).toMatch(/posts cannot be read in the damaged database/)
  })
})

describe('Exporting the writes that a restore would lose', () => {
  const key = 'exports/first/lost/'
  const input = (from: string, against: string) => ({
    ...about,
    from: { clusterArn: from },
    against: { clusterArn: against },
    label: 'lost',
  })

  test('finds new and changed rows of every table in one round, and leaves out what WordPress makes anew', async () => {
    const { world, arn } = await restoredWorld()
    world.sql(
      "INSERT INTO wp_comments (comment_post_ID, comment_author, comment_date_gmt, comment_content, comment_approved) VALUES (1, 'a \"quoted\" visitor', '2030-03-04 02:30:00', 'new', '1')",
    )
    world.sql("UPDATE wp_posts SET post_title = 'changed' WHERE ID = 5")
    world.sql('UPDATE wp_postmeta SET meta_value = NULL WHERE meta_id = 1')
    world.sql(
      "INSERT INTO wp_options (option_name, option_value, autoload) VALUES ('_transient_feed', 'x', 'no'), ('cron', 'x', 'yes')",
    )
    const found = await world.call(checkExport, input(arnOf(SOURCE), arn))
    expect(found).toEqual({
      status: 'ready',
      value: {
        rows: 3,
        byTable: [
          { table: 'wp_comments', rows: 1 },
          { table: 'wp_postmeta', rows: 1 },
          { table: 'wp_posts', rows: 1 },
        ],
        key,
        notes: [expect.stringMatching(/transients/), expect.stringMatching(/login sessions/)],
      },
    })
    expect(await world.call(checkExport, input(arnOf(SOURCE), arn))).toEqual(found)
    const lines = world.region.s3.content(platform.muster.evidenceBucket, `${key}wp_comments-000000.jsonl`)
    expect(JSON.parse(Buffer.from(lines ?? []).toString())).toMatchObject({
      table: 'wp_comments',
      row: { comment_author: 'a "quoted" visitor' },
    })
  })

  test('goes through a large table page by page, over several rounds when answers are slow, and misses nothing', async () => {
    const { world, id, arn } = await restoredWorld()
    for (const cluster of [SOURCE, id]) {
      for (let start = 1; start <= 3000; start += 500) {
        const rows = Array.from({ length: 500 }, (_, index) => `(${start + index + 10_000}, 1, 'k', 'v')`)
        world.sql(`INSERT INTO wp_postmeta (meta_id, post_id, meta_key, meta_value) VALUES ${rows.join(', ')}`, cluster)
      }
    }
    world.sql('DELETE FROM wp_postmeta WHERE meta_id BETWEEN 10001 AND 12500')
    world.sql("UPDATE wp_postmeta SET meta_value = 'other' WHERE meta_id >= 12990")
    let calls = 0
    world.edgeFaults.push(({ operation }) =>
      operation === 'rds-data:ExecuteStatement' && calls++ % 3 === 0 ? { kind: 'timeout' } : undefined,
    )
    expect(await world.call(checkExport, input(arnOf(SOURCE), arn))).toMatchObject({
      status: 'pending',
      note: expect.stringMatching(/tables to go/),
    })
    const found = await world.awaited(checkExport, input(arnOf(SOURCE), arn))
    expect(found).toMatchObject({ value: { rows: 11, byTable: [{ table: 'wp_postmeta', rows: 11 }] } })
    world.edgeFaults.length = 0
    // The other way round, what the source lacks comes too.
    const back = await world.awaited(checkExport, { ...input(arn, arnOf(SOURCE)), label: 'back' })
    expect(back).toMatchObject({ value: { rows: 2511 } })
  })

  test('exports a table whole when the other side has none', async () => {
    const { world, id, arn } = await restoredWorld()
    world.sql('DROP TABLE wp_terms', id)
    const found = await world.call(checkExport, input(arnOf(SOURCE), arn))
    expect(found).toMatchObject({ status: 'ready', value: { byTable: [{ table: 'wp_terms' }] } })
    expect(JSON.stringify(found)).toMatch(/wp_terms is missing on the other side/)
  })
})

describe('After the cutover', () => {
  const by = (clusterArn: string) => ({ vault: database.vault, source: { arn: arnOf(SOURCE), tags: [] }, clusterArn })

  test('a plan that selects by tag selects the restored cluster, and nothing has to be removed', async () => {
    const { world, arn } = await restoredWorld()
    expect(await world.call(selectForBackup, by(arn))).toMatchObject({ how: 'by-tag', selectionId: expect.any(String) })
    expect(await world.call(deselectFromBackup, {})).toEqual({ removed: [] })
  })

  test('a plan that selects by ARN gets a selection beside it, once, which the undo removes', async () => {
    const { world, arn } = await restoredWorld(before => {
      before.region.backup.seedVault({ name: 'by-name', keyArn: database.kmsKeyId })
      before.region.backup.seedPlan({
        name: 'by-name',
        rules: [{ RuleName: 'daily', TargetBackupVaultName: 'by-name', ScheduleExpression: 'cron(0 2 * * ? *)' }],
        selections: [
          {
            SelectionName: 'one',
            IamRoleArn: `arn:aws:iam::${platform.account}:role/${database.restoreRole}`,
            Resources: [arnOf(SOURCE)],
          },
        ],
      })
    })
    const input = { ...by(arn), vault: 'by-name' }
    const found = await world.call<{ selectionId: string }>(selectForBackup, input)
    expect(found).toMatchObject({ how: 'by-new-selection' })
    expect(await world.call(selectForBackup, input)).toEqual(found)
    expect(await world.call(deselectFromBackup, {})).toEqual({ removed: [found.selectionId] })
    expect(await world.call(deselectFromBackup, {})).toEqual({ removed: [] })
  })

  test('the hand-over names every resource that Terraform must forget and import', async () => {
    const world = databaseWorld()
    await world.pass(minutes(30))
    const source = await describe_(world)
    const { report } = await world.call<{ report: { title: string; text: string }[] }>(handOver, {
      source,
      cluster: 'restored',
    })
    const text = report.map(section => section.text).join('\n')
    expect(text).toContain("terraform state rm 'aws_rds_cluster_instance.wordpress[1]'")
    expect(text).toContain('  id = "restored-2"')
    expect(text).toContain('cluster_identifier = "restored"')
  })
})

interface Verified {
  readonly proofs: { readonly name: string; readonly found: string; readonly ok: boolean }[]
  readonly tables: number
  readonly rows: number
  readonly newest: string
}

interface Lost {
  readonly rows: number
  readonly newest: string
  readonly summary: string
}

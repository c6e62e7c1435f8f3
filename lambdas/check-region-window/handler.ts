// A person may decide to go back. What people have written here since is in no other place: then the run stops instead.
import type * as z from 'zod'
import { RollbackDecided, WritesAccepted } from '../../domain/errors.ts'
import { sqlInstant, sqlName } from '../../domain/sql-text.ts'
import { writeTimes } from '../../domain/wordpress.ts'
import { asLambda } from '../as-lambda.ts'
import { failed, pending, ready } from '../contract.ts'
import { commitWindow } from '../gateways/commit-window.ts'
import { asNumber, type DataApi, dataApi } from '../gateways/data-api.ts'
import { homeWordpress } from '../gateways/home-wordpress.ts'
import { servingFaults } from '../gateways/serving-faults.ts'
import { isSilent, timeBoxed } from '../gateways/time-boxed.ts'
import { implement } from '../implement.ts'
import { checkRegionWindow } from './contract.ts'

type Input = z.infer<typeof checkRegionWindow.takes>

/** Seconds for the old region, in each poll. */
const PATIENCE = 5

export const run = implement(
  checkRegionWindow,
  { faults: servingFaults, window: commitWindow, data: dataApi, homeWordpress },
  async (input, { faults, window, data, homeWordpress, environment }) => {
    const { kubernetes, url, path, contains, minutes, openedAt, home } = input
    const there = homeWordpress.in(home, kubernetes)
    const fence = await timeBoxed(environment, PATIENCE, async () => ({ before: await there.stop() }))
    const old = isSilent(fence) ? `${home.region} is silent` : `WordPress in ${home.region} is stopped`
    const found = [...(await faults.of({ kubernetes, url, path, contains }))]
    const answer = await window.judge({ minutes, openedAt, faults: found })
    if (answer.status === 'pending') return pending(`${answer.note}; ${old}`)
    if (answer.status === 'ready') return ready({ ...answer.value, home: old })
    if (answer.error !== RollbackDecided.code) return answer
    const accepted = await writtenSince(data, input)
    if (accepted.length === 0) return answer
    return failed(
      WritesAccepted,
      `${answer.reason}. Not done: ${accepted.join(', ')} were written here since, and going back would lose them; export them, or stay`,
    )
  },
)

/** What is newer than anything that the copy held, by kind. */
async function writtenSince(data: DataApi, { newest, tablePrefix, clusterArn, database, readerSecret }: Input) {
  const session = { clusterArn, database, secret: readerSecret }
  const since = newest === null ? '1970-01-01 00:00:00' : sqlInstant(newest)
  const found: string[] = []
  for (const { table, column, what } of writeTimes) {
    const sql = `SELECT COUNT(*) AS n FROM ${sqlName(tablePrefix + table)} WHERE ${column} > :since`
    const [row] = await data.query(session, sql, { since })
    if (asNumber(row?.n) > 0) found.push(`${asNumber(row?.n)} ${what}`)
  }
  return found
}

export const handler = asLambda(run)

// WordPress says in UTC when posts, comments and users were written; other tables carry no time.
import { newestOf, sqlInstant, sqlName } from '../../domain/sql-text.ts'
import { writeTimes } from '../../domain/wordpress.ts'
import { asLambda } from '../as-lambda.ts'
import { asNumber, dataApi, isAbsentTable } from '../gateways/data-api.ts'
import { implement } from '../implement.ts'
import { estimateLoss } from './contract.ts'

export const run = implement(estimateLoss, { data: dataApi }, async (input, { data }) => {
  const { clusterArn, database, tablePrefix, readerSecret: secret, moment } = input
  const found: { readonly what: string; readonly rows: number; readonly newest: unknown }[] = []
  const unread: string[] = []
  for (const { table, column, what } of writeTimes) {
    const sql = `SELECT COUNT(IF(${column} > :moment, 1, NULL)) AS later, MAX(${column}) AS newest FROM ${sqlName(tablePrefix + table)}`
    try {
      const [row] = await data.query({ clusterArn, database, secret }, sql, { moment: sqlInstant(moment) })
      found.push({ what, rows: asNumber(row?.later), newest: row?.newest })
    } catch (error) {
      // The damage may be that the table is gone: what is left still tells something.
      if (!isAbsentTable(error)) throw error
      unread.push(what)
    }
  }
  const newest = newestOf(found.map(each => each.newest))
  const counts = found.map(({ what, rows }) => `${rows} ${what}`).join(', ') || 'nothing that could be read'
  const gap = unread.length > 0 ? `; ${unread.join(' and ')} cannot be read in the damaged database` : ''
  const summary = `written after ${moment}: ${counts}${gap}; newest write ${newest ?? 'unknown'}. Changes elsewhere carry no time and are not counted.`
  return { rows: found.reduce((sum, each) => sum + each.rows, 0), newest, summary }
})

export const handler = asLambda(run)

// Everything is counted by the database: answers are a few rows, far below the Data API's 1 MiB.
import type * as z from 'zod'
import * as proofs from '../../domain/data-proofs.ts'
import { NotProven } from '../../domain/errors.ts'
import { newestOf, sqlInstant, sqlName } from '../../domain/sql-text.ts'
import { essentialTables, relations, requiredOptions, usualTables, writeTimes } from '../../domain/wordpress.ts'
import { asLambda } from '../as-lambda.ts'
import { asNumber, type DataApi, dataApi, isAbsentTable, type Row, type Session } from '../gateways/data-api.ts'
import { implement } from '../implement.ts'
import { verifyData } from './contract.ts'

type Input = z.infer<typeof verifyData.takes>
type Ask = (sql: string) => Promise<readonly Row[]>

export const run = implement(verifyData, { data: dataApi }, async (input, { data }) => {
  const ask = asker(data, { clusterArn: input.clusterArn, database: input.database, secret: input.readerSecret })
  const tables = await tablesOf(ask, input.tablePrefix)
  const first = proofs.tableProof(tables)
  // Without its tables nothing else about the database can be asked.
  const { rest, rows, newest } = first.ok
    ? await further(ask, data, input, tables)
    : { rest: [], rows: 0, newest: null }
  const all = [first, ...rest]
  const failed = proofs.failedProofs(all)
  if (failed) throw new NotProven(`the restored database does not stand up to the checks:\n${failed}`)
  return { proofs: all, tables: tables.length, rows, newest }
})

const asker =
  (data: DataApi, session: Session): Ask =>
  sql =>
    data.query(session, sql)

async function tablesOf(ask: Ask, prefix: string): Promise<string[]> {
  const rows = await ask('SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()')
  return rows.map(row => String(row.name)).flatMap(name => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []))
}

/** Side by side: on a large site each statement may take the better part of a minute. */
async function further(ask: Ask, data: DataApi, input: Input, tables: readonly string[]) {
  const { tablePrefix: prefix, moment, damage, sourceClusterArn } = input
  const known = [...essentialTables, ...usualTables].filter(table => tables.includes(table))
  const source = sourceClusterArn
    ? { clusterArn: sourceClusterArn, database: input.database, secret: input.readerSecret }
    : undefined
  const [counts, orphans, texts, options, damaged, earlier] = await Promise.all([
    countsOf(ask, prefix, known),
    orphansOf(ask, prefix, known),
    newestTexts(ask, prefix),
    optionsOf(ask, prefix),
    damage && damagedRows(ask, damage.sql),
    source && earlierCounts(data, source, input),
  ])
  const newest = newestOf(texts)
  const rest = [
    ...proofs.populatedProofs(counts),
    ...orphans.map(({ name, from, rows }) => proofs.relationProof(name, rows, counts[from] ?? 0)),
    proofs.optionsProof(options),
    proofs.momentProof(newest, moment),
    ...(damage ? [proofs.damageProof(damaged)] : []),
    ...(earlier ? proofs.shareProofs(counts, earlier, damage !== null) : []),
  ]
  return { rest, rows: Object.values(counts).reduce((sum, count) => sum + count, 0), newest }
}

async function countsOf(ask: Ask, prefix: string, tables: readonly string[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const table of tables) {
    const [row] = await ask(`SELECT COUNT(*) AS n FROM ${sqlName(prefix + table)}`)
    counts[table] = asNumber(row?.n)
  }
  return counts
}

/** What the damaged cluster holds by now of the time before the moment: rows that came later prove nothing. */
async function earlierCounts(data: DataApi, session: Session, { tablePrefix, moment }: Input) {
  const counts: Record<string, number> = {}
  for (const { table, column } of writeTimes) {
    const sql = `SELECT COUNT(*) AS n FROM ${sqlName(tablePrefix + table)} WHERE ${column} <= :moment`
    try {
      const [row] = await data.query(session, sql, { moment: sqlInstant(moment) })
      counts[table] = asNumber(row?.n)
    } catch (error) {
      // The damage may be that the table is gone; then there is nothing to compare with.
      if (!isAbsentTable(error)) throw error
    }
  }
  return counts
}

async function newestTexts(ask: Ask, prefix: string): Promise<unknown[]> {
  const texts: unknown[] = []
  for (const { table, column } of writeTimes) {
    const [row] = await ask(`SELECT MAX(${column}) AS newest FROM ${sqlName(prefix + table)}`)
    texts.push(row?.newest)
  }
  return texts
}

/** Rows whose counterpart is missing, by relation. */
async function orphansOf(ask: Ask, prefix: string, known: readonly string[]) {
  const found: { readonly name: string; readonly from: string; readonly rows: number }[] = []
  for (const { name, from, column, to, key } of relations) {
    if (!known.includes(from) || !known.includes(to)) continue
    const [child, parent] = [sqlName(prefix + from), sqlName(prefix + to)]
    const [row] = await ask(
      `SELECT COUNT(*) AS n FROM ${child} c LEFT JOIN ${parent} p ON p.${key} = c.${column} WHERE p.${key} IS NULL`,
    )
    found.push({ name, from, rows: asNumber(row?.n) })
  }
  return found
}

async function optionsOf(ask: Ask, prefix: string): Promise<string[]> {
  const names = requiredOptions.map(option => `'${option}'`).join(', ')
  const rows = await ask(
    `SELECT option_name AS name FROM ${sqlName(`${prefix}options`)} WHERE option_name IN (${names}) AND option_value <> ''`,
  )
  return rows.map(row => String(row.name))
}

async function damagedRows(ask: Ask, sql: string): Promise<number | null> {
  const [row] = await ask(sql)
  const count = Number(Object.values(row ?? {})[0] ?? Number.NaN)
  return Number.isNaN(count) ? null : count
}

export const handler = asLambda(run)

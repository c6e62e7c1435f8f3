// Rows are written before the cursor moves, so that nothing is lost when a round ends early.
import { beginExport, type ExportCursor, exportKeys, resultOf } from '../../domain/row-export.ts'
import { asLambda } from '../as-lambda.ts'
import { pending, ready } from '../contract.ts'
import { controlStore } from '../gateways/control-store.ts'
import { dataApi } from '../gateways/data-api.ts'
import { evidenceStore } from '../gateways/evidence-store.ts'
import { comparison } from '../gateways/row-comparison.ts'
import { implement } from '../implement.ts'
import { checkExport } from './contract.ts'

/** Milliseconds of one round. A page takes well below a second; a small database is compared in one round. */
const ROUND = 30_000
/** Exported rows are people's data: locked long enough to be merged back, and no longer. */
const RETAIN_DAYS = 14

export const run = implement(
  checkExport,
  { store: controlStore, evidence: evidenceStore, data: dataApi },
  async (input, { store, evidence, data, run, clock }) => {
    const { label, database, readerSecret: secret, tablePrefix } = input
    const session = ({ clusterArn }: { readonly clusterArn: string }) => ({ clusterArn, database, secret })
    const compare = comparison({ data, from: session(input.from), against: session(input.against) })
    const place = exportKeys.cursor(run.id, label)
    const rows = exportKeys.rows(run.id, label)
    let cursor = (await store.read<ExportCursor>(place))?.value ?? beginExport(await compare.tables(tablePrefix))
    const end = clock.now() + ROUND
    while (cursor.remaining.length > 0 && clock.now() < end) {
      const { found, next } = await compare.page(cursor)
      if (found.length > 0) {
        const body = `${found.join('\n')}\n`
        const key = `${rows}${cursor.remaining[0]?.table}-${String(cursor.page).padStart(6, '0')}.jsonl`
        await evidence.put(key, { body, type: 'application/x-ndjson', retainDays: RETAIN_DAYS })
      }
      cursor = next
    }
    await store.write(place, cursor)
    if (cursor.remaining.length > 0)
      return pending(`${cursor.compared} rows compared, ${cursor.remaining.length} tables to go`)
    return ready(resultOf(cursor, rows))
  },
)

export const handler = asLambda(run)

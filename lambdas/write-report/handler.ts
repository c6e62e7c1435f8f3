// Puts the report together from the journal: nothing in it rests on memory.
import { keys, type Recorded, reportKeys } from '../../domain/control-records.ts'
import { toInstant } from '../../domain/instant.ts'
import { recordOf, reportText } from '../../domain/record.ts'
import { asLambda } from '../as-lambda.ts'
import { allOf } from '../gateways/all-of.ts'
import { controlStore } from '../gateways/control-store.ts'
import { evidenceStore } from '../gateways/evidence-store.ts'
import { implement } from '../implement.ts'
import { writeReport } from './contract.ts'

export const run = implement(
  writeReport,
  { store: controlStore, evidence: evidenceStore },
  async (input, { store, evidence, run, clock }) => {
    const names = await store.list(keys.journal(run.id))
    const entries = await Promise.all(names.map(async name => (await store.read<Recorded>(name))?.value))
    const journal = entries.filter(entry => entry !== undefined)
    const intents = journal.filter(entry => 'input' in entry)
    const results = journal.filter(entry => 'result' in entry)
    const { outcome, cause, leftovers, retainDays } = input
    const record = recordOf(
      { intents, results },
      { run, endedAt: toInstant(clock.now()), ending: outcome, cause, leftovers },
    )

    const { json, markdown } = reportKeys(run.id)
    await allOf(
      store.write(keys.record(run.id), record),
      evidence.put(json, { body: `${JSON.stringify(record, null, 2)}\n`, type: 'application/json', retainDays }),
      evidence.put(markdown, { body: reportText(record), type: 'text/markdown', retainDays }),
    )
    return { report: markdown }
  },
)

export const handler = asLambda(run)

// Reads the request with its scenario's schema, and who asked from the record that `start-run` wrote before the start.
import { keys } from '../../domain/control-records.ts'
import { RequestInvalid } from '../../domain/errors.ts'
import { checkRequest as check } from '../../domain/requests/index.ts'
import { NOBODY, recordsThis, type StartRecord } from '../../domain/start.ts'
import { isPerson, nameOf, type Who } from '../../domain/who.ts'
import { asLambda } from '../as-lambda.ts'
import { controlStore } from '../gateways/control-store.ts'
import { events } from '../gateways/events.ts'
import { implement } from '../implement.ts'
import { checkRequest } from './contract.ts'

export const run = implement(
  checkRequest,
  { store: controlStore, events },
  async ({ given }, { store, events, run, clock }) => {
    const { scenario, mode } = run
    const record = (await store.read<StartRecord>(keys.start(run.id)))?.value
    const checked = check(scenario, mode, given, clock.now())
    const faults = [
      ...('faults' in checked ? checked.faults : []),
      ...nameFaults(record, record !== undefined && recordsThis(record, { scenario, mode, input: given })),
      ...waiverFaults(given, record?.requestedBy ?? NOBODY),
    ]
    if (faults.length > 0 || 'faults' in checked)
      throw new RequestInvalid(`the request cannot be carried out:\n- ${faults.join('\n- ')}`)
    const request = checked.request as Record<string, unknown>
    const requestedBy = nameOf(record?.requestedBy ?? NOBODY)
    await events.emit('Run Started', { requestedBy, startedAt: run.startedAt })
    return { ...request, requestedBy }
  },
)

/** An execution under the name of another request would be taken for what somebody else has asked for. */
const nameFaults = (record: StartRecord | undefined, isIts: boolean): readonly string[] =>
  record === undefined || isIts
    ? []
    : [`name: given ${record.name}, under which another request was recorded; start it under a name of its own`]

/** Whoever waives an approval answers for it by name. */
const waiverFaults = (given: unknown, requestedBy: Who): readonly string[] =>
  (given as { readonly approval?: unknown } | null)?.approval === 'waived' && !isPerson(requestedBy)
    ? ['approval: given "waived"; only a person who is known may do without, and nobody is on record as who asked']
    : []

export const handler = asLambda(run)

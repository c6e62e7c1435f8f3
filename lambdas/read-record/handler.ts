// Intents say what may have happened; results say what is known of it.
import { keys, type Recorded } from '../../domain/control-records.ts'
import { Missing } from '../../domain/errors.ts'
import type { RunRef } from '../../domain/run.ts'
import { asLambda } from '../as-lambda.ts'
import { type ControlStore, controlStore } from '../gateways/control-store.ts'
import { implement } from '../implement.ts'
import { readRecord } from './contract.ts'

export const run = implement(readRecord, { store: controlStore }, async (input, { store, run }) => {
  const names = await store.list(keys.run(run.id))
  const began = (step: string) => names.includes(keys.intent(run.id, step)) || names.includes(keys.asked(run.id, step))
  const started = await store.read<Recorded & { run: RunRef }>(keys.result(run.id, 'request'))
  if (!started)
    throw new Missing(`run ${run.id} has no recorded request: it touched nothing, there is nothing to unwind`)
  const request = started.value.result as Record<string, unknown>
  const begun = Object.fromEntries(input.steps.map(step => [step, began(step)]))
  const ended = (step: string) => names.includes(keys.result(run.id, step))
  const serving = input.servingFrom.some(began) || input.servingOnce.some(ended)
  return {
    run: started.value.run,
    request,
    begun,
    touched: Object.values(begun).includes(true),
    serving,
    proved: input.provedFrom.some(began),
    afterCutover: request.onFailingHealth === 'rollback' ? 'rollback' : 'hold',
    failure: { step: 'unwind', title: 'The run was ended from outside', error: 'Unwound', cause: input.reason },
    results: await resultsOf(store, run.id, input.results),
  }
})

/** Null where the step has no result: then no undo that refers to it was begun. */
async function resultsOf(
  store: ControlStore,
  runId: string,
  steps: readonly string[],
): Promise<Record<string, unknown>> {
  const found = await Promise.all(steps.map(step => store.read<Recorded>(keys.result(runId, step))))
  return Object.fromEntries(steps.map((step, index) => [step, found[index]?.value.result ?? null]))
}

export const handler = asLambda(run)

// A paused step sleeps on this token without polling.
import { keys, type Paused } from '../../domain/control-records.ts'
import { ContractBroken, NoLongerPaused } from '../../domain/errors.ts'
import { toInstant } from '../../domain/instant.ts'
import { asLambda } from '../as-lambda.ts'
import { controlStore } from '../gateways/control-store.ts'
import { implement } from '../implement.ts'
import { holdForOperator } from './contract.ts'

export const run = implement(
  holdForOperator,
  { store: controlStore },
  async ({ title }, { store, run, step, token, clock }) => {
    if (!token) throw new ContractBroken('hold-for-operator was called without a task token')
    const paused: Paused = { step, title, token, at: toInstant(clock.now()) }
    await store.write(keys.paused(run.id, step), paused)
    // The operator writes a word and then looks for tokens; here the token comes first. Whatever their order in time, one
    // of the two sees the other, and no step sleeps on after a resume.
    const operator = await store.operatorSays()
    if (operator?.action !== 'pause')
      throw new NoLongerPaused(`the operator says ${operator?.action ?? 'nothing'} by now`)
    return { held: true }
  },
)

export const handler = asLambda(run)

// Joins a contract and its deed: checks both sides, journals what changes, heeds the operator, names every error.
import type * as z from 'zod'
import { ContractBroken, OperatorAborted, Yielded } from '../domain/errors.ts'
import type { RunRef } from '../domain/run.ts'
import type { Answer, Contract } from './contract.ts'
import { type Envelope, envelope } from './envelope.ts'
import type { Environment, Log } from './environment.ts'
import { type ControlStore, controlStore } from './gateways/control-store.ts'
import { named } from './gateways/errors.ts'

/** A gateway is made from the environment on first use, and only by handlers that name it. */
export type GatewayMaker<Gateway> = (environment: Environment, caller: Caller) => Gateway

export interface Caller {
  readonly run: RunRef
  readonly step: string
}

type Makers = Readonly<Record<string, GatewayMaker<unknown>>>
type Made<M extends Makers> = { readonly [K in keyof M]: ReturnType<M[K]> }

export interface Around extends Caller {
  readonly environment: Environment
  readonly clock: Environment['clock']
  readonly log: Log
  /** Seconds for which a check that watches may do so. */
  readonly watch: number
  /** Only for steps that wait for a person. */
  readonly token: string | undefined
}

export interface Runnable {
  readonly contract: Contract
  readonly run: (event: unknown, environment: Environment) => Promise<unknown>
}

/**
 * @param makers gateways the deed uses; a bundle holds only what its handler imports
 * @param deed gets its checked input and its tools, and returns what the contract gives
 */
export function implement<Input, Output, M extends Makers>(
  contract: Contract<z.ZodType<Input>, z.ZodType<Output>>,
  makers: M,
  deed: (input: Input, tools: Made<M> & Around) => Promise<Output>,
): Runnable {
  return {
    contract,
    async run(event, environment) {
      const sent = envelope.safeParse(event)
      if (!sent.success)
        throw new ContractBroken(`${contract.name} was sent something else than an envelope: ${sent.error.message}`)
      const { run, step, token } = sent.data
      const made = Object.entries(makers).map(([name, make]) => [name, make(environment, { run, step })])
      const { clock, log } = environment
      const watch = environment.watchless ? 0 : (sent.data.watch ?? 0)
      const around: Around = { environment, clock, log, run, step, watch, token }
      const tools = { ...Object.fromEntries(made), ...around } as Made<M> & Around
      try {
        return await perform(contract, sent.data, tools, input => deed(input as Input, tools))
      } catch (error) {
        throw named(error, contract)
      }
    },
  }
}

async function perform(
  contract: Contract,
  sent: Envelope,
  around: Around,
  deed: (input: unknown) => Promise<unknown>,
): Promise<unknown> {
  const input = contract.takes.safeParse(sent.input)
  if (!input.success) throw new ContractBroken(`${contract.name} takes something else: ${input.error.message}`)
  const store = controlStore(around.environment, around)
  if (sent.heed) {
    const operator = await store.operatorSays()
    if (operator?.action === 'abort') throw new OperatorAborted(`${operator.by}: ${operator.reason}`)
    if (operator?.action === 'yield') throw new Yielded(operator.reason)
    if (operator?.action === 'pause') return { status: 'paused', note: `paused by ${operator.by}: ${operator.reason}` }
  }
  if (contract.production) await store.mustHoldLock()
  const changes = contract.effect === 'changes'
  if (changes) await store.journalIntent(contract.name, input.data)
  const result = contract.gives.safeParse(await deed(input.data))
  if (!result.success) throw new ContractBroken(`${contract.name} gave something else: ${result.error.message}`)
  if (changes) await store.journalResult(contract.name, result.data)
  else if (sent.record) await recordResult(contract, result.data, store)
  return result.data
}

/** What later steps may refer to: of a check only what it gives once it is ready. */
async function recordResult(contract: Contract, result: unknown, store: ControlStore): Promise<void> {
  if (contract.effect !== 'checks') {
    await store.journalResult(contract.name, result)
    return
  }
  const answer = result as Answer<unknown>
  if (answer.status === 'ready') await store.journalResult(contract.name, answer.value)
}

// Doors: functions that are no step of a machine. What they are sent is not the envelope but what AWS or a caller sends.
import middy from '@middy/core'
import type * as z from 'zod'
import { ContractBroken } from '../domain/errors.ts'
import { toInstant } from '../domain/instant.ts'
import { environmentOf } from './as-lambda.ts'
import type { Contract } from './contract.ts'
import type { Environment, Log } from './environment.ts'
import { named } from './gateways/errors.ts'
import type { Caller, GatewayMaker, Runnable } from './implement.ts'

type Makers = Readonly<Record<string, GatewayMaker<unknown>>>
type Made<M extends Makers> = { readonly [K in keyof M]: ReturnType<M[K]> }

export interface AtDoor {
  readonly environment: Environment
  readonly clock: Environment['clock']
  readonly log: Log
}

/**
 * Nothing is journaled and no operator is heeded: there is no run around it.
 * @param makers gateways the deed uses
 * @param deed gets the event, checked by `contract.takes`, and its tools; it returns what the contract gives
 */
export function door<Input, Output, M extends Makers>(
  contract: Contract<z.ZodType<Input>, z.ZodType<Output>>,
  makers: M,
  deed: (event: Input, tools: Made<M> & AtDoor) => Promise<Output>,
): Runnable {
  return {
    contract,
    async run(event, environment) {
      const taken = contract.takes.safeParse(event)
      if (!taken.success) throw new ContractBroken(`${contract.name} takes something else: ${taken.error.message}`)
      const caller = nobody(contract.name, environment)
      const made = Object.entries(makers).map(([name, make]) => [name, make(environment, caller)])
      const { clock, log } = environment
      const tools = { ...Object.fromEntries(made), environment, clock, log } as Made<M> & AtDoor
      try {
        const given = contract.gives.safeParse(await deed(taken.data, tools))
        if (given.success) return given.data
        throw new ContractBroken(`${contract.name} gave something else: ${given.error.message}`)
      } catch (error) {
        throw named(error, contract)
      }
    },
  }
}

/** Gateways that act on behalf of a run have none here. */
function nobody(name: string, { clock }: Environment): Caller {
  const startedAt = toInstant(clock.now())
  return { run: { id: name, scenario: 'none', mode: 'recover', startedAt, executionArn: 'none' }, step: name }
}

interface Request {
  readonly context: unknown
  readonly error?: Error | null
}

/** The one chain of doors: it logs that something came and how it went, never what was sent or answered. */
export function asDoor({ contract, run }: Runnable) {
  const log = ({ context }: Request) => environmentOf(context).log
  return middy({ timeoutEarlyInMillis: 0 })
    .use({
      after: (request: Request) => log(request).info('door answered', { door: contract.name }),
      onError: (request: Request) =>
        log(request).error('door failed', {
          door: contract.name,
          error: request.error?.name,
          message: request.error?.message,
        }),
    })
    .handler(async (event: unknown, context: unknown) => run(event, environmentOf(context)))
}

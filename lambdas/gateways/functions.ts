// Other functions of Muster's own, called by name: what they give, or the error that they threw.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { doorNamed } from '../../domain/deployed-names.ts'
import type { Environment } from '../environment.ts'
import { clientFor } from './clients.ts'

export type Functions = ReturnType<typeof functions>

export const functions = (environment: Environment) => ({
  /**
   * Waits for what the door gives.
   * @throws what the door threw, under its name; `Sandbox.Timedout` when it ran out of time
   */
  async call(door: string, event: object): Promise<unknown> {
    const { Payload, FunctionError } = await clientFor(LambdaClient, environment).send(
      new InvokeCommand({
        FunctionName: doorNamed(environment.settings.PLATFORM, door),
        InvocationType: 'RequestResponse',
        Payload: Buffer.from(JSON.stringify(event)),
      }),
    )
    const answer: unknown = JSON.parse(Payload?.transformToString() || 'null')
    if (FunctionError === undefined) return answer
    const { errorType = 'Error', errorMessage = 'it told nothing' } = (answer ?? {}) as Partial<Record<string, string>>
    throw Object.assign(new Error(errorMessage), { name: errorType })
  },
  /** Waits only until Lambda has it, which then tries the door three times. */
  async send(door: string, event: object): Promise<void> {
    await clientFor(LambdaClient, environment).send(
      new InvokeCommand({
        FunctionName: doorNamed(environment.settings.PLATFORM, door),
        InvocationType: 'Event',
        Payload: Buffer.from(JSON.stringify(event)),
      }),
    )
  },
})

// lambda:Invoke, waited for or not; what is not waited for is tried three times, as Lambda does by itself.
import type { InvokeCommandInput, InvokeCommandOutput } from '@aws-sdk/client-lambda'
import { type Json, TaskFailure } from '../../engine/index.ts'
import type { Functions } from '../../lambda.ts'
import { parseArn } from '../arn.ts'
import { notSimulated, refuse } from '../not-simulated.ts'
import { AwsError, type Operation, type Surroundings } from '../service.ts'

export interface Options {
  readonly functions: Pick<Functions, 'has' | 'invoke'>
}

type Output = Omit<InvokeCommandOutput, '$metadata'>

/** Bytes of a payload (Lambda developer guide, "Lambda quotas"). */
const LONGEST = { RequestResponse: 6 * 1024 * 1024, Event: 1024 * 1024 } as const
/** Milliseconds before the second and the third try (Lambda developer guide, "How Lambda handles errors … with asynchronous invocation"). */
const TRIED_AGAIN = [60_000, 120_000]

/** @throws ResourceNotFoundException, RequestTooLargeException, InvalidRequestContentException; NotSimulated */
export function invoke(surroundings: Surroundings, { functions }: Options): Operation<InvokeCommandInput, Output> {
  const { region, accountId, clock } = surroundings
  const arnOf = (name: string) => `arn:aws:lambda:${region}:${accountId}:function:${name}`
  return {
    needs: ({ FunctionName = '' }) => [{ action: 'lambda:InvokeFunction', resource: arnOf(plainName(FunctionName)) }],
    run: async input => {
      refuse('lambda:Invoke', input, ['ClientContext', 'Qualifier', 'TenantId', 'DurableExecutionName'])
      if (input.LogType === 'Tail') throw notSimulated('lambda:Invoke LogType Tail')
      const name = plainName(input.FunctionName ?? '')
      if (!functions.has(name)) {
        const message = `Function not found: ${arnOf(name)}`
        throw new AwsError('ResourceNotFoundException', message, { status: 404, members: { Type: 'User' } })
      }
      const type = input.InvocationType ?? 'RequestResponse'
      if (type === 'DryRun') return { StatusCode: 204 }
      const payload = payloadOf(input.Payload, LONGEST[type])
      if (type === 'RequestResponse') return await answered(functions.invoke(name, payload))
      void tried(
        () => functions.invoke(name, payload),
        wait => clock.sleep(wait),
      )
      return { StatusCode: 202 }
    },
  }
}

/** From a name, a partial ARN or a whole one, without a version. */
function plainName(given: string): string {
  const resource = parseArn(given)?.resource ?? given
  const parts = resource.split(':')
  const [first = '', second] = parts[0] === 'function' ? parts.slice(1) : parts.length >= 3 ? parts.slice(-1) : parts
  if (second !== undefined) throw notSimulated(`the qualified function ${given}`)
  return first
}

function payloadOf(payload: InvokeCommandInput['Payload'], longest: number): Json {
  const text = payload === undefined ? '' : Buffer.from(payload as Uint8Array).toString()
  if (Buffer.byteLength(text) > longest) {
    const message = `Request must be smaller than ${longest} bytes for the InvokeFunction operation`
    throw new AwsError('RequestTooLargeException', message, { status: 413, members: { Type: 'User' } })
  }
  try {
    // An invocation without a payload is given an empty object.
    return text === '' ? {} : (JSON.parse(text) as Json)
  } catch {
    const message = 'Could not parse request body into json'
    throw new AwsError('InvalidRequestContentException', message, { status: 400, members: { Type: 'User' } })
  }
}

/** A function that fails is an answer: 200, with `FunctionError`. */
async function answered(work: Promise<Json>): Promise<Output> {
  const base = { StatusCode: 200, ExecutedVersion: '$LATEST' }
  try {
    return { ...base, Payload: bytes(JSON.stringify(await work)) }
  } catch (error) {
    if (!(error instanceof TaskFailure)) throw error
    return { ...base, FunctionError: 'Unhandled', Payload: bytes(error.cause ?? '{}') }
  }
}

type Payload = NonNullable<Output['Payload']>

const bytes = (text: string): Payload => Buffer.from(text) as unknown as Payload

async function tried(attempt: () => Promise<Json>, sleep: (milliseconds: number) => Promise<void>): Promise<void> {
  for (const wait of [...TRIED_AGAIN, undefined]) {
    try {
      await attempt()
      return
    } catch (error) {
      if (!(error instanceof TaskFailure)) throw error
      // After the third try the event is dropped; the function has logged each.
      if (wait === undefined) return
      await sleep(wait)
    }
  }
}

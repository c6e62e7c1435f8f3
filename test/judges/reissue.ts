// Issues a recorded call once more, with the same input, through a real SDK client.
import type { HttpRequest } from '@smithy/protocol-http'
import type { Service } from '../../sandbox/aws/service.ts'

interface Client {
  readonly send: (command: object) => Promise<Readonly<Record<string, unknown>>>
  readonly destroy: () => void
}

type Made<T> = new (given: object) => T

/** The one client of an `@aws-sdk/client-*` package. */
export function clientOf(sdk: Service['sdk'], configuration: object): Client {
  const name = Object.keys(sdk).find(each => /^[A-Z]\w*Client$/.test(each))
  if (name === undefined) throw new Error('no client class among the exports of this SDK package')
  return new (sdk[name] as Made<Client>)({ region: 'us-east-1', credentials: NOBODY, ...configuration })
}

const NOBODY = { accessKeyId: 'judge', secretAccessKey: 'judge' }

export function commandOf(sdk: Service['sdk'], operation: string, input: object): object {
  const Command = sdk[`${operation}Command`] as Made<object> | undefined
  if (Command === undefined) throw new Error(`this SDK package has no ${operation}`)
  return new Command(input)
}

/** What a client would send. */
export async function requestOf(
  sdk: Service['sdk'],
  command: object,
  credentials: object = NOBODY,
): Promise<HttpRequest> {
  let caught: HttpRequest | undefined
  const requestHandler = {
    handle(request: HttpRequest) {
      caught = request
      throw Object.assign(new Error('this request is only looked at'), { name: 'OnlyLooking' })
    },
  }
  const client = clientOf(sdk, { requestHandler, credentials, maxAttempts: 1 })
  try {
    await client.send(command)
  } catch (error) {
    if ((error as Error).name !== 'OnlyLooking') throw error
  }
  if (caught === undefined) throw new Error('the client sent nothing')
  return caught
}

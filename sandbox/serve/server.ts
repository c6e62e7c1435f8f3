// The server: listens on this machine only, hands each request to the door it is for, and stops without cutting answers off.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { HttpResponse } from '@smithy/protocol-http'
import { AwsError } from '../aws/service.ts'
import { bareError } from '../aws/wire/bare-error.ts'
import { askAws } from './aws-door.ts'
import { askMuster, CONTROL, type Served } from './control-door.ts'
import { type Incoming, read, Turned } from './incoming.ts'
import { askKubernetes, KUBERNETES, kubernetesRequest } from './kubernetes-door.ts'
import type { RealTime } from './real-time.ts'

/** Nobody else's: the simulated world has real-looking secrets and verifies no signature. */
const LOOPBACK = '127.0.0.1'

/** The port is in use, or may not be used by this person. */
export class PortRefused extends Error {
  override readonly name = 'PortRefused'
}

/** What a client may still wait for when the server is asked to stop, in real time. */
const GRACE_MILLISECONDS = 2000

export interface ListenOptions {
  /** 0 for any that is free. */
  readonly port: number
  readonly real: RealTime
  /** Made while the port is held already; whoever asks before it is ready waits. */
  readonly served: (url: string) => Promise<Served>
  /** Told of faults of the sandbox's own, which the client has been answered with a 500. */
  readonly onFault: (error: unknown) => void
}

export interface Listening {
  readonly served: Served
  /** Takes nothing new, and answers what has been asked if that takes no more than two seconds. */
  close(): Promise<void>
}

/** @throws PortRefused, and what `served` rejects with */
export async function listen({ port, real, served, onFault }: ListenOptions): Promise<Listening> {
  const server = createServer()
  await bound(server, port)
  const ready = served(`http://${LOOPBACK}:${(server.address() as AddressInfo).port}`)
  server.on('request', async (message, response) => {
    try {
      const incoming = await read(message)
      await send(await answer(await ready, incoming), response)
    } catch (error) {
      refuse({ error, message, response, onFault })
    }
  })
  try {
    return { served: await ready, close: () => close(server, real) }
  } catch (error) {
    await close(server, real)
    throw error
  }
}

function bound(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const inUse = error.code === 'EADDRINUSE'
      reject(new PortRefused(inUse ? 'which another program uses' : `which cannot be had (${error.message})`))
    })
    server.listen(port, LOOPBACK, resolve)
  })
}

function close(server: Server, real: RealTime): Promise<void> {
  return new Promise(resolve => {
    const late = real.after(GRACE_MILLISECONDS, () => server.closeAllConnections())
    server.close(() => {
      late.cancel()
      resolve()
    })
    server.closeIdleConnections()
  })
}

async function answer(served: Served, incoming: Incoming): Promise<HttpResponse> {
  const { world, pace } = served
  if (incoming.path.startsWith(KUBERNETES)) {
    const asked = await kubernetesRequest(world, incoming)
    return pace.during(() => askKubernetes(world, asked))
  }
  if (incoming.path === CONTROL || incoming.path.startsWith(`${CONTROL}/`)) return askMuster(served, incoming)
  return pace.during(() => askAws(world, incoming))
}

async function send({ statusCode, headers, body }: HttpResponse, response: ServerResponse): Promise<void> {
  response.writeHead(statusCode, headers)
  if (!(body instanceof Readable)) return void response.end(body)
  // A watch may have nothing to tell for a while; its caller waits for the headers.
  response.flushHeaders()
  await pipeline(body, response)
}

interface Refusing extends Pick<ListenOptions, 'onFault'> {
  readonly error: unknown
  readonly message: IncomingMessage
  readonly response: ServerResponse
}

function refuse({ error, message, response, onFault }: Refusing): void {
  // What is left of the body is read and forgotten, or the client would not come to read the answer.
  message.resume()
  const { name, message: text } = error as Error
  // The simulated service stays silent, as the real one does on such a day.
  if (name === 'TimeoutError' || response.headersSent) return void message.socket.destroy()
  const status = error instanceof Turned ? error.status : 500
  if (!(error instanceof Turned)) onFault(error)
  const code = error instanceof Turned ? 'Refused' : 'InternalFailure'
  void send(refusal(message, new AwsError(code, text, { status })), response)
}

/** In the form that a client of AWS reads, or in plain words. */
function refusal({ headers }: IncomingMessage, error: AwsError): HttpResponse {
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1]
  if (service !== undefined) return bareError(error, 'none', service)
  const body = Buffer.from(`${error.message.trimEnd()}\n`)
  return new HttpResponse({ statusCode: error.status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body })
}

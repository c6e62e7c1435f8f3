// From a socket to the front door of the simulated AWS: the host name that the real endpoint would have had.
import { HttpRequest, type HttpResponse } from '@smithy/protocol-http'
import type { World } from '../world/world.ts'
import type { Incoming } from './incoming.ts'

/** Never settles before the clock moves. Rejects with `TimeoutError` when the simulated AWS stays silent. */
export async function askAws({ cloud }: World, incoming: Incoming): Promise<HttpResponse> {
  const { method, path, query, headers, body } = incoming
  const hostname = endpointFor(incoming)
  const request = new HttpRequest({ method, hostname, path, query, headers, body })
  return (await cloud.transport.handle(request)).response
}

/** Clients put the bucket before the host when that is a name (`bucket.localhost`), and into the path when it is an address. */
function endpointFor({ host, headers, query }: Incoming): string {
  if (host.endsWith('.amazonaws.com')) return host
  const [, , region = 'us-east-1', service = 'sts'] = credentialOf(headers, query).split('/')
  const named = service === 's3' && host !== '127.0.0.1'
  const bucket = named ? host.replace(/(?:^|\.)(?:s3[.-](?:[a-z0-9-]+\.)?)?localhost$/, '') : ''
  return `${bucket === '' ? '' : `${bucket}.`}${service}.${region}.amazonaws.com`
}

function credentialOf(headers: Incoming['headers'], query: Incoming['query']): string {
  return /Credential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1] ?? String(query['X-Amz-Credential'] ?? '')
}

// The protocols that the front door speaks, by the name their models give them.
import type { Catalogue } from './catalogue.ts'
import { ec2Query } from './ec2-query.ts'
import { json } from './json.ts'
import type { Protocol } from './protocol.ts'
import { query } from './query.ts'
import { restJson } from './rest-json.ts'
import { restXml } from './rest-xml.ts'
import type { WireRequest } from './wire-request.ts'

const protocols: Readonly<Record<string, Protocol>> = {
  'aws.protocols#awsQuery': query,
  'aws.protocols#ec2Query': ec2Query,
  'aws.protocols#awsJson1_0': json,
  'aws.protocols#awsJson1_1': json,
  'aws.protocols#restJson1': restJson,
  'aws.protocols#restXml': restXml,
}

export function protocolOf(catalogue: Catalogue): Protocol {
  const protocol = protocols[catalogue.protocol]
  if (!protocol) throw new Error(`the protocol ${catalogue.protocol} is not simulated`)
  return protocol
}

/** The service as this request speaks of it: older clients send forms to services whose newer clients send JSON. */
export function spokenIn({ headers }: WireRequest, catalogue: Catalogue): Catalogue {
  const form = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false
  return (form && catalogue.inQuery) || catalogue
}

// The protocols that the front door speaks, by the name their models give them.
import type { Catalogue } from './catalogue.ts'
import { ec2Query } from './ec2-query.ts'
import { json } from './json.ts'
import type { Protocol } from './protocol.ts'
import { query } from './query.ts'
import { restJson } from './rest-json.ts'
import { restXml } from './rest-xml.ts'

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

// XML bodies by shape, with the SDK's own XML codec, and the few elements that the protocols put around them.
import { XmlShapeDeserializer, XmlShapeSerializer } from '@aws-sdk/core/protocols'
import type { $Schema, $SchemaRef } from '@smithy/types'
import type { Catalogue } from './catalogue.ts'

/** The SDK numbers the formats; 5 is date and time. */
const settings = { timestampFormat: { useTrait: true, default: 5 as const }, httpBindings: false }

/** One element, named as the schema names it unless `name` is given. */
export function writeXml(schema: $SchemaRef, value: object, catalogue: Catalogue): string {
  const { xmlNamespace, serviceNamespace } = catalogue
  const serializer = new XmlShapeSerializer({ ...settings, xmlNamespace, serviceNamespace })
  serializer.write(schema as $Schema, value)
  return String(serializer.flush())
}

/** The content of the root element, whatever its name. */
export function readXml(schema: $SchemaRef, body: Uint8Array, catalogue: Catalogue): unknown {
  const { xmlNamespace, serviceNamespace } = catalogue
  return new XmlShapeDeserializer({ ...settings, xmlNamespace, serviceNamespace }).read(schema as $Schema, body)
}

/** The children of the root element of `xml`, without the element itself. */
export function innerXml(xml: string): string {
  const open = xml.indexOf('>')
  return xml[open - 1] === '/' ? '' : xml.slice(open + 1, xml.lastIndexOf('</'))
}

export function element(name: string, content: string, attributes = ''): string {
  return `<${name}${attributes}>${content}</${name}>`
}

export function escaped(value: string): string {
  return value.replace(/[&<>"\r]/g, each => `&#${each.charCodeAt(0)};`)
}

export const xmlDeclaration = '<?xml version="1.0" encoding="UTF-8"?>\n'

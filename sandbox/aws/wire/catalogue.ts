// What an `@aws-sdk/client-*` package says about its service: protocol, operations, errors. Read once per package.
import type { $SchemaRef } from '@smithy/types'
import { type Shape, type StructShape, shapeOf } from './shape.ts'

export interface OperationEntry {
  readonly name: string
  /** `[method, path with labels and fixed query, status of success]`, of the REST protocols. */
  readonly http: readonly [string, string, number] | undefined
  readonly inputSchema: $SchemaRef
  readonly outputSchema: $SchemaRef
  readonly input: Shape
  readonly output: Shape
}

export interface Catalogue {
  /** e.g. `aws.protocols#awsQuery`. */
  readonly protocol: string
  readonly xmlNamespace: string
  readonly serviceNamespace: string
  readonly operations: ReadonlyMap<string, OperationEntry>
  readonly errors: ReadonlyMap<string, StructShape>
  /** The same service in the Query protocol, which CloudWatch still understands (trait `awsQueryCompatible`). */
  readonly inQuery?: Catalogue
}

type Namespace = Readonly<Record<string, unknown>>
type RawOperation = readonly [9, string, string, unknown, $SchemaRef, $SchemaRef]

interface ProtocolInstance {
  readonly getShapeId: () => string
  readonly options?: { readonly xmlNamespace?: string; readonly defaultNamespace?: string }
}

interface ClientConfig {
  readonly protocol: ProtocolInstance
  readonly protocolSettings?: { readonly awsQueryCompatible?: boolean; readonly xmlNamespace?: string }
}

const catalogues = new WeakMap<Namespace, Catalogue>()

export function catalogueOf(sdk: Namespace): Catalogue {
  const known = catalogues.get(sdk)
  if (known) return known
  const { protocol, protocolSettings: settings } = configOf(sdk)
  const schemas = Object.values(sdk).filter(Array.isArray)
  const described: Catalogue = {
    protocol: protocol.getShapeId(),
    xmlNamespace: protocol.options?.xmlNamespace ?? '',
    serviceNamespace: protocol.options?.defaultNamespace ?? '',
    operations: new Map(schemas.filter(each => each[0] === 9).map(each => [each[2], operation(each as never)])),
    errors: new Map(
      schemas.filter(each => each[0] === -3).map(each => [each[2], shapeOf(each as never) as StructShape]),
    ),
  }
  const { xmlNamespace = '' } = settings ?? {}
  const inQuery = { ...described, protocol: 'aws.protocols#awsQuery', xmlNamespace }
  const catalogue = settings?.awsQueryCompatible ? { ...described, inQuery } : described
  catalogues.set(sdk, catalogue)
  return catalogue
}

function operation(raw: RawOperation): OperationEntry {
  const [, , name, traits, inputSchema, outputSchema] = raw
  const http = (traits as { http?: [string, string, number] } | undefined)?.http
  let [input, output]: [Shape | undefined, Shape | undefined] = [undefined, undefined]
  return {
    name,
    http,
    inputSchema,
    outputSchema,
    get input() {
      input ??= shapeOf(inputSchema)
      return input
    },
    get output() {
      output ??= shapeOf(outputSchema)
      return output
    },
  }
}

/** The package exports no protocol by itself; a client, which opens nothing until it sends, holds one. */
function configOf(sdk: Namespace): ClientConfig {
  const name = Object.keys(sdk).find(each => /^[A-Za-z]\w*Client$/.test(each))
  if (!name) throw new Error('no client class among the exports of this SDK package')
  const Client = sdk[name] as new (options: object) => { readonly config: ClientConfig }
  const credentials = { accessKeyId: 'none', secretAccessKey: 'none' }
  return new Client({ region: 'us-east-1', credentials, requestHandler: { handle: () => undefined } }).config
}

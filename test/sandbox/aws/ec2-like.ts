// A package in the shape of an SDK client for the EC2 Query protocol, whose real client is not among our dependencies.
import { AwsEc2QueryProtocol } from '@aws-sdk/core/protocols'
import { Sha256 } from '@smithy/core/checksum'
import { HttpRequest } from '@smithy/protocol-http'
import { SignatureV4 } from '@smithy/signature-v4'
import type { $SchemaRef, AwsCredentialIdentity } from '@smithy/types'

const n0 = 'com.amazonaws.ec2'
const Tag = [
  3,
  n0,
  'Tag',
  0,
  ['Key', 'Value'],
  [
    [0, { xmlName: 'key', ec2QueryName: 'Key' }],
    [0, { xmlName: 'value', ec2QueryName: 'Value' }],
  ],
]
const TagList = [1, n0, 'TagList', 0, [() => Tag, { xmlName: 'item' }]]
const TagFilter = [
  3,
  n0,
  'Filter',
  0,
  ['Name', 'Values'],
  [0, [() => Values, { xmlName: 'Value', ec2QueryName: 'Value' }]],
]
const Values = [1, n0, 'ValueStringList', 0, [0, { xmlName: 'item' }]]
const Filters = [1, n0, 'FilterList', 0, [() => TagFilter, { xmlName: 'Filter' }]]
const Ids = [1, n0, 'VolumeIds', 0, [0, { xmlName: 'VolumeId' }]]
const Volume = [
  3,
  n0,
  'Volume',
  0,
  ['VolumeId', 'Size', 'Encrypted', 'CreateTime', 'Tags'],
  [
    [0, { xmlName: 'volumeId' }],
    [1, { xmlName: 'size' }],
    [2, { xmlName: 'encrypted' }],
    [4, { xmlName: 'createTime' }],
    [() => TagList, { xmlName: 'tagSet' }],
  ],
]
const Volumes = [1, n0, 'VolumeList', 0, [() => Volume, { xmlName: 'item' }]]
const Request = [
  3,
  n0,
  'DescribeVolumesRequest',
  0,
  ['VolumeIds', 'Filters', 'MaxResults', 'DryRun'],
  [
    [() => Ids, { xmlName: 'VolumeId', ec2QueryName: 'VolumeId' }],
    [() => Filters, { xmlName: 'Filter', ec2QueryName: 'Filter' }],
    1,
    [2, { xmlName: 'dryRun', ec2QueryName: 'DryRun' }],
  ],
]
const Result = [
  3,
  n0,
  'DescribeVolumesResult',
  0,
  ['Volumes', 'NextToken'],
  [
    [() => Volumes, { xmlName: 'volumeSet' }],
    [0, { xmlName: 'nextToken' }],
  ],
]

export const DescribeVolumes$ = [9, n0, 'DescribeVolumes', 0, () => Request, () => Result]

interface Configuration {
  readonly region: string
  readonly credentials: AwsCredentialIdentity
  readonly requestHandler: { handle(request: HttpRequest): Promise<{ response: never }> }
  readonly signerConstructor?: typeof SignatureV4
}

interface Command {
  readonly input: object
}

/** Serialises, signs and sends as the real client does, with the SDK's own protocol. */
export class VolumesClient {
  readonly config: { readonly protocol: AwsEc2QueryProtocol }
  readonly middlewareStack = { add: () => undefined }
  readonly #configuration: Configuration

  constructor(configuration: Configuration) {
    this.#configuration = configuration
    const settings = {
      defaultNamespace: n0,
      xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15',
      version: '2016-11-15',
    }
    this.config = { protocol: new AwsEc2QueryProtocol(settings as never) }
  }

  async send(command: Command): Promise<unknown> {
    const { region, credentials, requestHandler, signerConstructor: Signer = SignatureV4 } = this.#configuration
    const [, namespace, name, traits, input, output] = DescribeVolumes$ as [
      9,
      string,
      string,
      0,
      $SchemaRef,
      $SchemaRef,
    ]
    const operation = { namespace, name, traits, input, output }
    const context = {
      endpoint: async () => ({ protocol: 'https:', hostname: `ec2.${region}.amazonaws.com`, path: '/' }),
    }
    const request = await this.config.protocol.serializeRequest(operation as never, command.input, context as never)
    const signer = new Signer({ region, service: 'ec2', credentials, sha256: Sha256 })
    const { response } = await requestHandler.handle(
      HttpRequest.clone((await signer.sign(request as HttpRequest)) as HttpRequest),
    )
    return this.config.protocol.deserializeResponse(operation as never, context as never, response)
  }
}

export class DescribeVolumesCommand implements Command {
  readonly middlewareStack = { add: () => undefined }
  readonly input: object

  constructor(input: object) {
    this.input = input
  }
}

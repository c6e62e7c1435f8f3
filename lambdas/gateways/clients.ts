// The one place where AWS SDK clients are made, for AWS and for the sandbox: timeouts, retries, time and tokens.
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { SignatureV4 } from '@smithy/signature-v4'
import type {
  AwsCredentialIdentity,
  HttpRequest,
  RequestPresigningArguments,
  RequestSigningArguments,
} from '@smithy/types'
import type { Clock } from '../../domain/clock.ts'
import { derivedTokens, refuseRandomTokens, type TokenScope } from './idempotency-tokens.ts'
import { MAX_ATTEMPTS, retryStrategy } from './retry-strategy.ts'
import { Sha256 } from './sha256.ts'

/** Milliseconds. A function's own timeout (60 s by default) leaves room for three attempts. */
const CONNECTION_TIMEOUT = 2_000
export const REQUEST_TIMEOUT = 10_000

export interface ClientOptions {
  readonly region: string
  readonly clock: Clock
  /** Uniform in [0, 1): jitter of retries. Without it the waits are as long as they may be. */
  readonly chance?: () => number
  /** Absent on AWS, where requests go through Node's own HTTP. */
  readonly requestHandler?: object
  /** Absent on AWS, where the function's role provides them. */
  readonly credentials?: AwsCredentialIdentity
  readonly endpoint?: string
  /** How often a call is tried; three times when absent. Once where nobody may be waited for. */
  readonly attempts?: number
}

interface Stack {
  // biome-ignore lint/suspicious/noExplicitAny: each client has a middleware stack typed by its own operations.
  add(middleware: any, options: { step: 'initialize'; name: string; priority?: 'low'; override?: boolean }): void
}

interface Client {
  readonly middlewareStack: Stack
  // biome-ignore lint/suspicious/noExplicitAny: `send` is overloaded by command, differently in every client.
  send: (command: any, ...rest: any[]) => any
}

// biome-ignore lint/suspicious/noExplicitAny: each client has a configuration type of its own.
type Constructor<C> = new (configuration: any) => C

const made = new WeakMap<ClientOptions, Map<unknown, unknown>>()

/**
 * The client of that class for these options, made on first use and kept with them.
 * @param scope the step on whose behalf calls are made: their idempotency tokens are derived from it. Without it a call
 *   that needs a token, and is not given one, throws rather than let the SDK draw a random one.
 */
export function clientFor<C extends Client>(Class: Constructor<C>, options: ClientOptions, scope?: TokenScope): C {
  const clients = made.get(options) ?? new Map<unknown, unknown>()
  made.set(options, clients)
  let client = clients.get(Class) as C | undefined
  if (!client) {
    client = new Class(configuration(options, clients))
    client.middlewareStack.add(refuseRandomTokens, { step: 'initialize', name: 'refuseRandomTokens', priority: 'low' })
    clients.set(Class, client)
  }
  return scope ? onBehalf(client, scope) : client
}

/** The same client, with its connections and credentials, for one step. */
function onBehalf<C extends Client>(client: C, scope: TokenScope): C {
  const middleware = derivedTokens(scope)
  const send: C['send'] = (command: Client, ...rest) => {
    command.middlewareStack.add(middleware, { step: 'initialize', name: 'derivedTokens', override: true })
    return client.send(command, ...rest)
  }
  return Object.create(client, { send: { value: send } }) as C
}

/** Everything is said here, because what is left out the SDK reads from files and environment variables. */
function configuration(options: ClientOptions, shared: Map<unknown, unknown>) {
  const { region, clock, chance = () => 1, credentials, endpoint, attempts = MAX_ATTEMPTS } = options
  return {
    region,
    ...(credentials && { credentials }),
    ...(endpoint && { endpoint }),
    requestHandler: options.requestHandler ?? socketHandler(shared),
    retryStrategy: retryStrategy({ clock, chance, attempts }),
    retryMode: 'standard',
    maxAttempts: attempts,
    signerConstructor: signerOn(clock),
    sha256: Sha256,
    logger: quietLog,
    // Otherwise the SDK would compare the answers' dates with the real time and correct for virtual time as for a skew.
    disableClockSkewCorrection: true,
    ignoreConfiguredEndpointUrls: true,
    defaultsMode: 'standard',
    authSchemePreference: ['sigv4'],
    userAgentAppId: 'muster',
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    // S3 only; other clients take no notice. Object Lock wants a checksum with every upload.
    requestChecksumCalculation: 'WHEN_SUPPORTED',
    responseChecksumValidation: 'WHEN_SUPPORTED',
    // CloudWatch only, which would look for both in files; its compression runs on a thread that virtual time cannot see.
    disableRequestCompression: true,
    requestMinCompressionSizeBytes: 10_240,
    disableS3ExpressSessionAuth: true,
    useArnRegion: false,
    sigv4aSigningRegionSet: [],
  }
}

/**
 * Without `info`: for its sake the SDK would copy every input and output to blot out what is sensitive in them, and the
 * default log then throws them away. Our own log tells of each step.
 */
const quietLog = { trace: () => undefined, debug: () => undefined, warn: () => undefined, error: () => undefined }

/** One handler, and so one pool of kept-alive connections, for all clients of an environment. */
function socketHandler(shared: Map<unknown, unknown>): unknown {
  const handler =
    shared.get(NodeHttpHandler) ??
    new NodeHttpHandler({
      connectionTimeout: CONNECTION_TIMEOUT,
      requestTimeout: REQUEST_TIMEOUT,
      // Without it the handler only warns.
      throwOnRequestTimeout: true,
    })
  shared.set(NodeHttpHandler, handler)
  return handler
}

const signers = new WeakMap<Clock, typeof SignatureV4>()

/** Signs with the clock's time; the SDK would sign with the real one. */
function signerOn(clock: Clock): typeof SignatureV4 {
  const known = signers.get(clock)
  if (known) return known
  class ClockSigner extends SignatureV4 {
    override sign(request: never, options?: RequestSigningArguments): Promise<never> {
      return super.sign(request, { ...options, signingDate: new Date(clock.now()) }) as Promise<never>
    }
    override presign(request: HttpRequest, options?: RequestPresigningArguments): Promise<HttpRequest> {
      return super.presign(request, { ...options, signingDate: new Date(clock.now()) })
    }
  }
  signers.set(clock, ClockSigner)
  return ClockSigner
}

// The simulated AWS as a whole: regions with their services, one IAM, one front door, one trace of every call.
import type { HttpRequest, HttpResponse } from '@smithy/protocol-http'
import { REQUEST_TIMEOUT } from '../lambdas/gateways/clients.ts'
import { Iam, type Statement } from './aws/iam/iam.ts'
import type { Call, Requirement, Service, Surroundings } from './aws/service.ts'
import { prefixOf } from './aws/wire/conversation.ts'
import type { CallTrace, Deed, EdgeFault } from './aws/wire/edge.ts'
import { frontDoor } from './aws/wire/front-door.ts'
import { type Transport, transport } from './aws/wire/transport.ts'
import type { Chance } from './chance.ts'
import type { VirtualClock } from './clock.ts'
import type { Lifecycle } from './lifecycle.ts'
import { timings } from './timings.ts'

export interface CloudOptions {
  readonly clock: VirtualClock
  readonly chance: Chance
  readonly lifecycle: Lifecycle
  readonly accountId: string
  /** Calls answer at once: for the ideal run that overhead is measured against. */
  readonly instant: boolean
  readonly fault?: (call: Call, input: unknown) => EdgeFault | undefined
  /** Told of every call that reached its service, in the order of their effects. */
  readonly performed?: (deed: Deed) => void
  /** How far a signature's time may lie from the clock; the front door's own 300 s when absent. */
  readonly signatureWindowSeconds?: number
  /** Answers hosts that are not AWS: the Kubernetes API, the site itself. */
  readonly elsewhere: (request: HttpRequest) => Promise<HttpResponse>
}

/** What a service knows of its resources for IAM: the policy on one, and condition keys that belong to it. */
export interface Guards {
  policyOf?(arn: string): readonly Statement[] | undefined
  contextOf?(arn: string): Requirement['context']
}

export class Cloud {
  readonly iam: Iam
  readonly calls: CallTrace[] = []
  readonly transport: Transport
  readonly #options: CloudOptions
  readonly #services = new Map<string, Service>()
  readonly #guards: Guards[] = []
  readonly dark = new Set<string>()
  /** Hosts of AWS that speak in no service's words, such as an HTTP API's, with who answers there. */
  readonly hosts = new Map<string, (request: HttpRequest) => Promise<HttpResponse>>()
  #count = 0

  constructor(options: CloudOptions) {
    this.#options = options
    const { clock, chance, elsewhere } = options
    this.iam = new Iam({
      resourcePolicy: arn => first(this.#guards, guards => guards.policyOf?.(arn)),
      resourceContext: arn => first(this.#guards, guards => guards.contextOf?.(arn)),
    })
    const door = frontDoor({
      clock,
      chance,
      iam: this.iam,
      service: (region, signingName) => this.#service(region, signingName),
      latency: () => this.latency(),
      trace: entry => this.calls.push(entry),
      regionIsDark: region => this.dark.has(region),
      ...(options.fault && { fault: options.fault }),
      ...(options.performed && { performed: options.performed }),
      ...(options.signatureWindowSeconds !== undefined && { signatureWindowSeconds: options.signatureWindowSeconds }),
    })
    this.transport = transport(
      request =>
        this.hosts.get(request.hostname)?.(request) ??
        (request.hostname.endsWith('.amazonaws.com') && !request.hostname.includes('.eks.')
          ? door.handle(request)
          : elsewhere(request)),
      clock,
      REQUEST_TIMEOUT,
    )
  }

  surroundings(region: string): Surroundings {
    const { clock, chance, lifecycle, accountId } = this.#options
    return { region, accountId, clock, chance, lifecycle }
  }

  /** Every operation that some service of some region simulates, as traces and faults name it. */
  operations(): readonly string[] {
    return [...this.#services.values()].flatMap(service =>
      Object.keys(service.operations).map(name => `${prefixOf(service)}:${name}`),
    )
  }

  /** A client that is told its endpoint signs for its own region, of a service too that AWS has in one region alone. */
  #service(region: string, signingName: string): Service | undefined {
    const home = signingName === 'route53' ? 'us-east-1' : region
    return this.#services.get(`${home} ${signingName}`)
  }

  /** Puts a service into a region. */
  add(region: string, simulated: { readonly service: Service } & Guards): void {
    this.#services.set(`${region} ${simulated.service.signingName}`, simulated.service)
    if (simulated.policyOf || simulated.contextOf) this.#guards.push(simulated)
  }

  /** How far a signature's time may lie from the clock, in seconds. */
  get signatureWindowSeconds(): number {
    return this.#options.signatureWindowSeconds ?? 300
  }

  /** Milliseconds that the next call takes beside what it does. */
  latency(): number {
    if (this.#options.instant) return 0
    return this.#options.chance.seconds(timings['api.latency'], 'latency', this.#count++) * 1000
  }
}

function first<T>(guards: readonly Guards[], ask: (guards: Guards) => T | undefined): T | undefined {
  for (const each of guards) {
    const found = ask(each)
    if (found !== undefined) return found
  }
  return undefined
}

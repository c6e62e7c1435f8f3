// The one door of the simulated AWS: every signed request of every service enters here, and every answer leaves here.
import type { HttpRequest, HttpResponse } from '@smithy/protocol-http'
import type { Chance } from '../../chance.ts'
import type { VirtualClock } from '../../clock.ts'
import type { Iam } from '../iam/iam.ts'
import { AwsError, type Call, type Service } from '../service.ts'
import { bareError } from './bare-error.ts'
import { catalogueOf } from './catalogue.ts'
import { admit, answerDenial, answerError, type Conversation, perform, type Visit } from './conversation.ts'
import { credentialScope } from './credential-scope.ts'
import type { CallTrace, Deed, EdgeFault } from './edge.ts'
import { protocolOf, spokenIn } from './protocols.ts'
import { notSimulated } from './wire-error.ts'
import { wireRequest } from './wire-request.ts'

export interface FrontDoorOptions {
  readonly clock: VirtualClock
  readonly chance: Chance
  service(region: string, signingName: string): Service | undefined
  readonly iam: Iam
  /** Milliseconds of virtual time before the effect and the answer. */
  latency(call: Call): number
  fault?(call: Call, input: unknown): EdgeFault | undefined
  trace?(entry: CallTrace): void
  /** Told of every call that reached its service, in the order of their effects. */
  performed?(deed: Deed): void
  /** Every call to a dark region goes unanswered. */
  regionIsDark?(region: string): boolean
  /** How far a signature's time may lie from the clock: 300 by default. Infinity lets in clients that live in real time. */
  readonly signatureWindowSeconds?: number
}

export interface FrontDoor {
  /** Never settles when the answer is lost; the transport makes that a timeout. Rejects only for the simulator's own bugs. */
  handle(request: HttpRequest): Promise<HttpResponse>
}

export function frontDoor(options: FrontDoorOptions): FrontDoor {
  let calls = 0
  return {
    async handle(http) {
      const at = options.clock.now()
      const requestId = uuid(options.chance.hex(32, 'request', calls++))
      const request = await wireRequest(http)
      const scope = credentialScope(request)
      if (!scope)
        return bareError(
          new AwsError('MissingAuthenticationToken', 'the request is not signed', { status: 403 }),
          requestId,
        )
      if (options.regionIsDark?.(scope.region)) return silence()
      const service = options.service(scope.region, scope.signingName)
      if (!service)
        return bareError(notSimulated(`${scope.signingName} in ${scope.region}`), requestId, scope.signingName)
      const catalogue = spokenIn(request, catalogueOf(service.sdk))
      const protocol = protocolOf(catalogue)
      return loud(options, converse(options, { at, requestId, request, scope, service, catalogue, protocol, options }))
    },
  }
}

async function converse(options: FrontDoorOptions, conversation: Conversation): Promise<HttpResponse> {
  const visit = admit(conversation)
  if ('refusal' in visit) return visit.refusal
  const fault = options.fault?.(visit.call, visit.input)
  if (fault?.kind === 'timeout') return lost(visit, fault)
  if (fault?.kind === 'late-effect') {
    options.clock.after(fault.seconds * 1000, async () => lost(await perform(visit), fault))
    return silence()
  }
  const latency = options.latency(visit.call) + (fault?.kind === 'slow' ? fault.seconds * 1000 : 0)
  if (latency > 0) await options.clock.sleep(latency)
  if (options.regionIsDark?.(visit.call.region)) return lost(visit, { kind: 'timeout' })
  if (fault?.kind === 'denied') return answerDenial(visit)
  if (fault?.kind === 'error')
    return answerError(visit, new AwsError(fault.name, fault.message, { status: fault.status }))
  const performed = await perform(visit)
  return fault?.kind === 'response-lost' ? lost(performed, fault) : performed.answer()
}

/** An effect without an answer, or not even that. */
function lost(visit: Visit, fault: EdgeFault): Promise<HttpResponse> {
  visit.trace('lost', fault.kind)
  return silence()
}

function silence(): Promise<never> {
  return new Promise(() => undefined)
}

/** A handler might catch and survive the simulator's bugs; the clock does not. */
async function loud<T>({ clock }: FrontDoorOptions, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    clock.after(0, () => {
      throw error
    })
    throw error
  }
}

function uuid(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

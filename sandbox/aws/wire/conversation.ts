// One call from admission to answer: who asks for what, may they, what happens, and in which words it is answered.
import type { HttpResponse } from '@smithy/protocol-http'
import { denialMessage } from '../iam/verdict.ts'
import { AwsError, type Call, type Operation, type Requirement, type Service } from '../service.ts'
import type { Catalogue } from './catalogue.ts'
import type { CredentialScope } from './credential-scope.ts'
import type { CallTrace, Deed } from './edge.ts'
import type { FrontDoorOptions } from './front-door.ts'
import type { Found, Protocol } from './protocol.ts'
import { NotReadable } from './scalars.ts'
import { firstMissing, validateOutput } from './validate-output.ts'
import { notSimulated, refusalNames, wireError } from './wire-error.ts'
import type { WireRequest } from './wire-request.ts'

export interface Conversation {
  readonly at: number
  readonly requestId: string
  readonly request: WireRequest
  readonly scope: CredentialScope
  readonly service: Service
  readonly catalogue: Catalogue
  readonly protocol: Protocol
  readonly options: FrontDoorOptions
}

/** An admitted call. */
export interface Visit {
  readonly conversation: Conversation
  readonly call: Call
  readonly found: Found
  readonly operation: Operation<unknown, unknown>
  readonly input: Record<string, unknown>
  trace(outcome: CallTrace['outcome'], error?: string): void
}

export function admit(conversation: Conversation): Visit | { readonly refusal: HttpResponse } {
  const { request, service, catalogue, protocol, requestId, scope } = conversation
  const caller = authenticate(conversation)
  if (caller instanceof AwsError) return { refusal: write(conversation, caller) }
  const found = protocol.find(request, catalogue)
  if (!found)
    return { refusal: write(conversation, notSimulated(`${prefixOf(service)}: ${request.method} ${request.path}`)) }
  const operation = service.operations[found.operation.name]
  const call = { region: scope.region, caller, requestId, operation: `${prefixOf(service)}:${found.operation.name}` }
  const visit = { conversation, call, found, operation: operation!, trace: tracer(conversation, call) }
  if (!operation) return { refusal: answerError(visit, notSimulated(call.operation)) }
  const input = readInput(conversation, found)
  return input instanceof AwsError ? { refusal: answerError(visit, input) } : { ...visit, input }
}

/** Checks with IAM, runs the operation, and holds its answer against the model. */
export async function perform(visit: Visit): Promise<Visit & { answer(): HttpResponse }> {
  const { conversation, call, found, operation, input } = visit
  const requirements = operation.needs(input, call)
  const trace = tracer(conversation, call, requirements)
  const { options, request } = conversation
  const tell = (result: Deed['result']) => options.performed?.({ call, request, input, result })
  try {
    authorise(conversation, call, requirements)
    const output = ((await operation.run(input, call)) ?? {}) as Record<string, unknown>
    validateOutput(call.operation, found.operation.output, output)
    tell({ output })
    const answer = () => {
      trace('ok')
      return conversation.protocol.write(found.operation, output, conversation)
    }
    return { ...visit, trace, answer }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    tell({ error })
    return { ...visit, trace, answer: () => answerError({ conversation, trace }, error) }
  }
}

export function answerError(
  { conversation, trace }: Pick<Visit, 'conversation' | 'trace'>,
  error: AwsError,
): HttpResponse {
  const { denied } = refusalNames(conversation.catalogue)
  trace(error.name === denied ? 'denied' : 'error', error.name)
  return write(conversation, error)
}

/** As if a policy had been changed: the first thing that the call needs is what it is not allowed. */
export function answerDenial(visit: Visit): HttpResponse {
  const { conversation, call, operation, input } = visit
  const { denied, status } = refusalNames(conversation.catalogue)
  const requirement = operation.needs(input, call)[0] ?? { action: call.operation, resource: '*' }
  const message = denialMessage({ allowed: false, explicit: true, by: 'identity-based' }, requirement, call.caller)
  return answerError(visit, new AwsError(denied, message, { status }))
}

function write(conversation: Conversation, error: AwsError): HttpResponse {
  return conversation.protocol.writeError(wireError(error, conversation.catalogue), conversation)
}

function authenticate({ scope, catalogue, options }: Conversation): Call['caller'] | AwsError {
  const names = refusalNames(catalogue)
  const { clock, iam, signatureWindowSeconds = 300 } = options
  const caller = iam.callerOf(scope.accessKeyId)
  if (!caller || iam.accessKey(caller.roleArn).sessionToken !== scope.sessionToken)
    return new AwsError(names.key, 'The security token included in the request is invalid.', { status: 403 })
  const age = (clock.now() - scope.signedAt) / 1000
  // Who signs in real time cannot be told how old a presigned request is in the world's.
  const inRealTime = signatureWindowSeconds === Number.POSITIVE_INFINITY
  const tooOld = age > (inRealTime ? signatureWindowSeconds : (scope.expires ?? signatureWindowSeconds))
  if (tooOld || age < -signatureWindowSeconds)
    return new AwsError(names.signature, `Signature expired or not yet valid: it is ${Math.round(age)} s old`, {
      status: 403,
    })
  return caller
}

function readInput({ protocol, request, catalogue }: Conversation, found: Found): Record<string, unknown> | AwsError {
  try {
    const input = protocol.read(request, found, catalogue)
    const missing = firstMissing(found.operation.input, input)
    if (missing === undefined) return input
    return new AwsError(refusalNames(catalogue).input, `The request must contain the parameter ${missing}`)
  } catch (error) {
    if (!(error instanceof NotReadable)) throw error
    return new AwsError('SerializationException', `The request cannot be read: ${error.message}`)
  }
}

function authorise({ options, catalogue }: Conversation, call: Call, requirements: readonly Requirement[]): void {
  const { denied, status } = refusalNames(catalogue)
  for (const each of requirements) {
    const requirement = { ...each, context: { 'aws:RequestedRegion': call.region, ...each.context } }
    const verdict = options.iam.allows(requirement, call.caller)
    if (!verdict.allowed) throw new AwsError(denied, denialMessage(verdict, requirement, call.caller), { status })
  }
}

function tracer(
  { options, requestId, at }: Conversation,
  call: Call,
  asked: readonly Requirement[] = [],
): Visit['trace'] {
  return (outcome, error) =>
    options.trace?.({
      at,
      region: call.region,
      operation: call.operation,
      roleArn: call.caller.roleArn,
      requestId,
      outcome,
      ...(error === undefined ? {} : { error }),
      milliseconds: options.clock.now() - at,
      actions: asked.map(each => each.action),
      resources: asked.map(each => each.resource),
    })
}

/** IAM's prefix is the signing name, but for these. */
export function prefixOf({ signingName }: Service): string {
  return signingName === 'monitoring' ? 'cloudwatch' : signingName
}

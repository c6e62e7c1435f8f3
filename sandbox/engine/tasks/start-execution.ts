// states:startExecution: starts another machine; by pattern goes on at once, or when it has ended, or when told.
import { uuid } from '../../aws/identifiers.ts'
import { AwsError } from '../../aws/service.ts'
import { TaskFailure } from '../errors.ts'
import type { Execution } from '../execution.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import type { Call, Carry, Settle } from './call.ts'
import { metadata } from './metadata.ts'

export const startExecution: Carry = async (call, settle) => {
  const child = start(call)
  const started = { ExecutionArn: child.arn, ...metadata(call, 160), StartDate: child.startDate }
  if (call.resource.pattern === 'request') return started
  settle.submitted(started)
  if (call.resource.pattern !== 'token') follow(call, settle, child.arn)
  return undefined
}

function start({ visit, arguments: given }: Call): Execution {
  const { execution, around } = visit.branch.running
  const { StateMachineArn: arn, Input: input, Name: name } = isObject(given) ? given : ({} as JsonObject)
  try {
    return around.startExecution({
      stateMachineArn: String(arn),
      name: typeof name === 'string' ? name : uuid(around.chance, 'child', execution.arn, visit.entered, visit.retries),
      input: inputText(input),
    })
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    const { name: code, message, status } = error
    const cause = `${message} (Service: AWSStepFunctions; Status Code: ${status}; Error Code: ${code})`
    throw new TaskFailure(`StepFunctions.${error.name}Exception`, cause)
  }
}

/** A string is JSON text already; null and nothing start the child with an empty object (recorded). */
function inputText(input: Json | undefined): string {
  if (typeof input === 'string') return input
  return JSON.stringify(input ?? {})
}

/** Given up, the parent stops the child as far as it can. */
function follow(call: Call, settle: Settle, arn: string): void {
  const { around } = call.visit.branch.running
  settle.onRelease(() => around.stopExecution(arn))
  around.whenEnded(arn, child => {
    const description = describe(call, child)
    if (child.status === 'SUCCEEDED') settle.succeed(description)
    else settle.fail('States.TaskFailed', JSON.stringify(description))
  })
}

/** What `.sync` gives back: payloads as text; `.sync:2` reads the output, and the input with it, as JSON. */
function describe({ resource, delegated }: Call, child: Execution): JsonObject {
  const read = (text: string) => (resource.pattern === 'sync:2' ? (JSON.parse(text) as Json) : text)
  const output: JsonObject =
    child.output === undefined ? {} : { Output: read(child.output), OutputDetails: { Included: true } }
  const failure: JsonObject = {
    ...(child.cause !== undefined && { Cause: child.cause }),
    ...(child.error !== undefined && { Error: child.error }),
  }
  return {
    ...failure,
    ExecutionArn: child.arn,
    Input: read(child.input),
    InputDetails: { Included: true },
    Name: child.name,
    ...output,
    ...(delegated && redriveFields(child)),
    StartDate: child.startDate,
    StateMachineArn: child.stateMachineArn,
    Status: child.status,
    StopDate: child.stopDate ?? null,
  }
}

/** Only where the task acts with another role does AWS poll DescribeExecution, which gives these too (recorded). */
function redriveFields({ status }: Execution): JsonObject {
  if (status !== 'SUCCEEDED') return { RedriveCount: 0, RedriveStatus: 'REDRIVABLE' }
  const reason = 'Execution is SUCCEEDED and cannot be redriven'
  return { RedriveCount: 0, RedriveStatus: 'NOT_REDRIVABLE', RedriveStatusReason: reason }
}

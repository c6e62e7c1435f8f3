// The HTTP metadata that Step Functions leaves in the results of its optimized integrations.
import { uuid } from '../../aws/identifiers.ts'
import type { JsonObject } from '../json.ts'
import type { Call } from './call.ts'

export function metadata({ visit, resource }: Call, length: number): JsonObject {
  const { execution, around } = visit.branch.running
  const id = uuid(around.chance, 'request', execution.arn, visit.entered, visit.retries)
  const lambda = resource.type === 'lambda'
  const headers: Readonly<Record<string, string>> = {
    ...(lambda && { 'X-Amz-Executed-Version': '$LATEST' }),
    Connection: 'keep-alive',
    'Content-Length': String(length),
    'Content-Type': lambda ? 'application/json' : 'application/x-amz-json-1.0',
    Date: new Date(around.clock.now()).toUTCString(),
    'x-amzn-RequestId': id,
  }
  const all: Record<string, readonly string[]> = {}
  for (const name in headers) all[name] = [headers[name] as string]
  return {
    SdkHttpMetadata: { AllHttpHeaders: all, HttpHeaders: headers, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: id },
  }
}

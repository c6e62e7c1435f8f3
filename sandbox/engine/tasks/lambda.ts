// Lambda: the function itself as Resource, and the integration lambda:invoke with its envelope.
import { TaskFailure } from '../errors.ts'
import { admit, bytes, isObject, type Json, parseJson } from '../json.ts'
import type { Call, Carry } from './call.ts'
import { metadata } from './metadata.ts'

export const callFunction: Carry = call => invoke(call, call.resource.arn, call.arguments)

export const invokeLambda: Carry = async (call, settle) => {
  const args = isObject(call.arguments) ? call.arguments : {}
  const { FunctionName: name, Payload: payload = {} } = args
  if (typeof name !== 'string') throw new TaskFailure('Lambda.ValidationException', 'FunctionName must be a string')
  const result = admit(await invoke(call, name, payloadOf(payload)))
  const envelope = { ExecutedVersion: '$LATEST', Payload: result, ...metadata(call, bytes(result)), StatusCode: 200 }
  if (call.resource.pattern !== 'token') return envelope
  settle.submitted(envelope)
  return undefined
}

/** A string is sent as it stands, so it must itself be JSON text (recorded: `"\"a\""` arrives as `a`). */
function payloadOf(payload: Json): Json {
  if (typeof payload !== 'string') return payload
  const parsed = parseJson(payload)
  if (parsed !== undefined) return parsed
  throw new TaskFailure('Lambda.InvalidRequestContentException', `Could not parse request body into json: ${payload}`)
}

const ARN = /^arn:[^:]+:lambda:([^:]*):[^:]*:function:([^:]+)(?::[^:]+)?$/

/** Region and name by what the definition writes, of which there are few. */
const places = new Map<string, { readonly region: string | undefined; readonly bare: string }>()

function placeOf(written: string) {
  const known = places.get(written)
  if (known) return known
  const [, region, bare = written] = ARN.exec(written) ?? []
  const place = { region, bare }
  places.set(written, place)
  return place
}

function invoke(call: Call, name: string, payload: Json): Promise<Json> {
  const { execution, around } = call.visit.branch.running
  const { region, bare } = placeOf(name)
  if (region !== undefined && region !== around.region) {
    const cause = `Functions from '${region}' are not reachable in this region ('${around.region}')`
    return Promise.reject(new TaskFailure('Lambda.ResourceNotFoundException', cause))
  }
  const { visit, roleArn } = call
  return around.hooks.invokeLambda({
    functionName: bare,
    payload,
    executionArn: execution.arn,
    stateName: visit.state.name,
    attempt: visit.retries,
    roleArn,
  })
}

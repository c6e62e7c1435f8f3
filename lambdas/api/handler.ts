// Reads what is asked, does it, and records every call that was to change something: accepted or refused, and by whom.
import { createHash } from 'node:crypto'
import { bodyOf, type HttpAnswer, type HttpEvent, jsonAnswer } from '../../domain/api/http-event.ts'
import { type ApiCall, readCall } from '../../domain/api/read-call.ts'
import { keys } from '../../domain/control-records.ts'
import { type Answered, answered, counted } from '../../domain/decisions.ts'
import { AskedOtherwise, Missing, PermissionDenied, RequestInvalid, Unavailable } from '../../domain/errors.ts'
import { toInstant } from '../../domain/instant.ts'
import { nameOf } from '../../domain/who.ts'
import { asDoor, door } from '../door.ts'
import { type ControlStore, controlStore } from '../gateways/control-store.ts'
import { nameOf as nameOfError } from '../gateways/errors.ts'
import { type Functions, functions } from '../gateways/functions.ts'
import { type Runs, runs } from '../gateways/runs.ts'
import { api } from './contract.ts'

interface Desk {
  readonly runs: Runs
  readonly functions: Functions
}

export const run = door(
  api,
  { store: controlStore, runs, functions },
  async (event, { store, clock, log, ...desk }) => {
    const read = readCall(event)
    const by = 'by' in read ? nameOf(read.by) : null
    const answer =
      'refused' in read ? jsonAnswer(read.refused.status, refusal(read.refused.faults)) : await done(desk, read.call)
    const call = 'call' in read ? read.call : undefined
    const { requestId, http } = event.requestContext
    log.info('the API answered', { request: requestId, by, asks: call?.kind ?? 'nothing', status: answer.statusCode })
    if (http.method !== 'GET') await record(store, { event, call, by, answer, now: clock.now() })
    return answer
  },
)

export const handler = asDoor(run)

const refusal = (faults: readonly string[]) => ({ refused: faults })

async function done(desk: Desk, call: ApiCall): Promise<HttpAnswer> {
  try {
    return await perform(desk, call)
  } catch (error) {
    const status = STATUS[nameOfError(error)]
    if (status === undefined) throw error
    return jsonAnswer(status, refusal((error as Error).message.split('\n- ')))
  }
}

/** By error of the doors behind it; any other is ours, and answered by API Gateway as 500. */
const STATUS: Readonly<Record<string, number>> = {
  [RequestInvalid.code]: 400,
  [AskedOtherwise.code]: 409,
  [Missing.code]: 404,
  [Unavailable.code]: 503,
  [PermissionDenied.code]: 503,
}

async function perform({ runs, functions }: Desk, call: ApiCall): Promise<HttpAnswer> {
  switch (call.kind) {
    case 'list':
      return jsonAnswer(200, { runs: await runs.list() })
    case 'show': {
      const found = await runs.show(call.runId)
      return found ? jsonAnswer(200, found) : jsonAnswer(404, refusal([`there is no run ${call.runId} here`]))
    }
    case 'start':
      return jsonAnswer(200, await functions.call('start-run', call.request))
    case 'decide': {
      const { runId, by, word } = call
      const answer = answered.parse(await functions.call('decide', { runId, by, word }))
      return jsonAnswer(statusOf(answer), answer)
    }
  }
}

const statusOf = (answer: Answered): number =>
  counted(answer) ? 200 : ({ unknown: 404, 'not-yours': 403 }[answer.outcome as string] ?? 409)

interface Happened {
  readonly event: HttpEvent
  readonly call: ApiCall | undefined
  readonly by: string | null
  readonly answer: HttpAnswer
  readonly now: number
}

/** What was sent is not kept, only its fingerprint: a request may name people's data. */
async function record(store: ControlStore, { event, call, by, answer, now }: Happened): Promise<void> {
  const at = toInstant(now)
  const { requestId, http } = event.requestContext
  const body = bodyOf(event)
  await store.write(keys.call(at.slice(0, 10), requestId.replace(/[^\w-]/g, '')), {
    ...{ at, by, from: http.sourceIp, method: http.method, path: event.rawPath.slice(0, 200) },
    ...{ bytes: body.byteLength, sha256: createHash('sha256').update(body).digest('hex') },
    asks: call?.kind ?? null,
    ...(call?.kind === 'decide' && { run: call.runId, action: call.word.action }),
    ...(call?.kind === 'start' && { scenario: call.request.scenario, mode: call.request.mode }),
    status: answer.statusCode,
    answer: JSON.parse(answer.body) as unknown,
  })
}

// An incident driven by people through the API alone: started twice, looked at, decided, paused, committed.
import { HttpRequest, type HttpResponse } from '@smithy/protocol-http'
import { SignatureV4 } from '@smithy/signature-v4'
import { keys } from '../../domain/control-records.ts'
import type { Word } from '../../domain/decisions.ts'
import { Sha256 } from '../../lambdas/gateways/sha256.ts'
import { apiIdOf } from '../doors.ts'
import { person } from '../faults/people.ts'
import type { Stage } from '../stage.ts'
import { disasterFor } from '../world/disasters/index.ts'
import type { World } from '../world/world.ts'
import { during } from './during.ts'

const MINUTE = 60_000

type Ask = (path: string, body?: object) => Promise<Readonly<Record<string, unknown>>>

/** Somebody with leave to call the API of this world's region, who signs what they ask. */
function caller({ cloud, platform, region, clock, ...world }: World, name: string): Ask {
  const leave = [{ Effect: 'Allow', Action: ['execute-api:Invoke'], Resource: ['*'] }] as const
  const { credentials } = person({ cloud, platform, region, clock, ...world }, name, leave)
  const host = `${apiIdOf(platform, region.name)}.execute-api.${region.name}.amazonaws.com`
  const options = { service: 'execute-api', region: region.name, sha256: Sha256 }
  return async (path, body) => {
    const request = new HttpRequest({
      ...{ method: body ? 'POST' : 'GET', hostname: host, path },
      headers: { host, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    const signer = new SignatureV4({ ...options, credentials: credentials! })
    const signed = await signer.sign(request, { signingDate: new Date(clock.now()) })
    const { response } = await cloud.transport.handle(signed as HttpRequest)
    return JSON.parse(textOf(response))
  }
}

const textOf = ({ body }: HttpResponse): string => Buffer.from(body as Uint8Array).toString()

/** From the start to the end of a recovery. Its stage answers no question by itself. */
export async function driveThroughApi({ world, scenario, request }: Stage): Promise<void> {
  const { clock, region, platform, engine } = world
  const [oncall, lead] = [caller(world, 'oncall'), caller(world, 'lead')]
  const has = (key: string) => region.s3.keys(platform.muster.controlBucket).some(each => each.startsWith(key))
  const input = { ...disasterFor(scenario.name).request(world), ...request.input }
  const starting = { scenario: scenario.name, mode: 'recover', input, reason: 'rehearsed', key: 'one-and-the-same' }
  const { runId } = (await during(world, oncall('/runs', starting))) as { readonly runId: string }
  const ended = () => engine.listStateMachines().every(({ arn }) => engine.listExecutions(arn, 'RUNNING').length === 0)
  const until = (key: string) => clock.run(() => ended() || has(key))
  const look = () => during(world, Promise.all(['/runs', `/runs/${runId}`].map(path => lead(path))))
  const say = (action: Word['action'], approvalId: string | null = null) =>
    during(world, lead(`/runs/${runId}/decisions`, { action, approvalId, reason: 'rehearsed' }))

  await during(world, oncall('/runs', starting))
  await during(world, lead('/runs/nobody/decisions', { action: 'abort', approvalId: null, reason: 'a mistake' }))
  for (const step of ['acceptLoss', 'acceptCutover']) {
    await until(keys.asked(runId, step))
    const [, view] = (await look()) as readonly Readonly<Record<string, unknown>>[]
    await say('approve', openIn(view))
    if (step === 'acceptCutover') break
    await say('pause')
    await until(keys.sleepers(runId))
    await clock.run(clock.now() + MINUTE)
    await say('resume')
  }
  await until(keys.commitWindow(runId))
  await say('commit')
  await look()
  await clock.run(ended)
  await look()
}

const openIn = (view: Readonly<Record<string, unknown>> | undefined): string => {
  const questions = view?.questions as readonly { readonly approvalId: string; readonly decision: unknown }[]
  return questions.find(({ decision }) => decision === null)?.approvalId ?? 'none'
}

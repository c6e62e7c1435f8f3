// The simulated Lambda API: answers and failures as the SDK reads them, and events that are tried three times.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { describe, expect, test } from '@jest/globals'
import { clientFor } from '../../../lambdas/gateways/clients.ts'
import { apiWorld, platform, START } from '../../lambdas/api-world.ts'

async function lambda() {
  const world = await apiWorld()
  const { cloud, region } = world.into
  const { clock } = cloud.surroundings(region)
  const calls: { readonly at: number; readonly event: unknown }[] = []
  let failures = 0
  const handler = async (event: unknown) => {
    calls.push({ at: clock.now(), event })
    if (failures-- > 0) throw Object.assign(new Error('not yet'), { name: 'Unready' })
    return { heard: event }
  }
  world.functions.deploy({ name: 'echo', handler, timeout: 5, environment: {} as never })
  const credentials = world.person('caller')
  const client = clientFor(LambdaClient, { region, clock, credentials, requestHandler: cloud.transport })
  const invoke = (given: object) =>
    world.settled(client.send(new InvokeCommand({ FunctionName: 'echo', Payload: Buffer.from('{"a":1}'), ...given })))
  const fail = (times: number) => {
    failures = times
  }
  return { ...world, invoke, calls, fail, client }
}

describe('an invocation', () => {
  test('that is waited for answers what the function gives, by name and by ARN', async () => {
    const { invoke } = await lambda()
    for (const name of ['echo', `arn:aws:lambda:us-east-1:${platform.account}:function:echo`]) {
      const { StatusCode, Payload, FunctionError } = await invoke({ FunctionName: name })
      expect([StatusCode, FunctionError, Payload?.transformToString()]).toEqual([200, undefined, '{"heard":{"a":1}}'])
    }
  })

  test('of a function that fails is an answer all the same, with the error’s name', async () => {
    const { invoke, fail } = await lambda()
    fail(1)
    const { StatusCode, FunctionError, Payload } = await invoke({})
    expect([StatusCode, FunctionError]).toEqual([200, 'Unhandled'])
    expect(JSON.parse(Payload?.transformToString() ?? '')).toMatchObject({
      errorType: 'Unready',
      errorMessage: 'not yet',
    })
  })

  test('that nobody waits for is tried again after one minute and two more', async () => {
    const { invoke, fail, calls, clock } = await lambda()
    fail(2)
    expect(await invoke({ InvocationType: 'Event' })).toMatchObject({ StatusCode: 202 })
    await clock.run(START + 600_000)
    const [first = 0, ...later] = calls.map(({ at }) => at)
    expect(later.map(at => Math.round((at - first) / 60_000))).toEqual([1, 3])
  })

  test('that may not be, of a function that is not there, or with what is no JSON, is refused by name', async () => {
    const { invoke, calls, person, into, settled } = await lambda()
    await expect(invoke({ FunctionName: 'nothing' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    await expect(invoke({ Payload: Buffer.from('{') })).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
    })
    await expect(invoke({ Payload: new Uint8Array(7_000_000) })).rejects.toMatchObject({
      name: 'RequestTooLargeException',
    })
    await expect(invoke({ Qualifier: 'live' })).rejects.toThrow(/does not simulate/)
    expect(await invoke({ InvocationType: 'DryRun' })).toMatchObject({ StatusCode: 204 })
    const { region, cloud } = into
    const credentials = person('nobody', [])
    const options = { region, clock: cloud.surroundings(region).clock, credentials, requestHandler: cloud.transport }
    const denied = clientFor(LambdaClient, options).send(new InvokeCommand({ FunctionName: 'echo' }))
    await expect(settled(denied)).rejects.toMatchObject({ name: 'AccessDeniedException' })
    expect(calls).toEqual([])
  })
})

// The API: who asks is seen and not said, a repetition meets itself, and runs are shown without their tokens.
import { describe, expect, jest, test } from '@jest/globals'
import { keys } from '../../domain/control-records.ts'
import { inputHash, type StartRecord } from '../../domain/start.ts'
import { apiWorld, recovery } from './api-world.ts'

jest.setTimeout(120_000)

describe('starting a run', () => {
  test('records who asked as IAM knows them, then starts it under a name of its own', async () => {
    const { post, kept, executions } = await apiWorld()
    const answer = await post('oncall', '/runs', recovery('click-one'))

    expect(answer).toMatchObject({ status: 200 })
    const { runId, executionArn, outcome } = answer.json()
    expect(runId).toMatch(/^database-corruption-20300304T1000-[0-9a-f]{8}$/)
    expect(outcome).toBe('started')
    expect(executions().map(({ arn }) => arn)).toEqual([executionArn])
    expect(kept(keys.start(runId))).toEqual([
      {
        ...{ name: runId, scenario: 'database-corruption', mode: 'recover', reason: 'incident 4711' },
        requestedBy: { kind: 'iam', id: 'oncall/muster' },
        at: expect.stringMatching(/^2030-03-04T10:00:0/),
        inputHash: inputHash(recovery('click-one').input),
      },
    ])
    expect(kept('calls/')).toMatchObject([{ by: 'oncall/muster', asks: 'start', status: 200 }])
  })

  test('meets itself: double clicks at once, and a click minutes later, are one run', async () => {
    const { post, executions, clock, settled } = await apiWorld()
    const both = await settled(Promise.all([1, 2].map(() => post('oncall', '/runs', recovery('click-two')))))
    await clock.run(clock.now() + 15 * 60_000)
    const later = await post('oncall', '/runs', recovery('click-two'))

    expect(executions()).toHaveLength(1)
    expect(new Set([...both, later].map(each => each.json().runId)).size).toBe(1)
    expect(later.json().outcome).toBe('already-started')
  })

  test('goes on where an attempt was cut off between the record and the start', async () => {
    const { post, kept } = await apiWorld()
    const { runId } = (await post('oncall', '/runs', recovery('click-three'))).json()
    const cutOff = await apiWorld()
    const [record] = kept(keys.start(runId)) as StartRecord[]
    cutOff.put(keys.start(runId), record ?? {})

    expect((await cutOff.post('oncall', '/runs', recovery('click-three'))).json()).toMatchObject({
      ...{ runId, outcome: 'started' },
    })
    expect(cutOff.executions()).toHaveLength(1)
  })

  test('is refused when the same key comes with another request, and another person’s same key is another run', async () => {
    const { post, executions } = await apiWorld()
    await post('oncall', '/runs', recovery('click-four'))
    const other = { ...recovery('click-four'), input: { damagedAt: '2030-03-04T09:00:00Z' } }

    expect(await post('oncall', '/runs', other)).toMatchObject({
      status: 409,
      text: expect.stringContaining('click-four'),
    })
    expect(await post('lead', '/runs', other)).toMatchObject({ status: 200 })
    expect(executions()).toHaveLength(2)
  })

  test('is refused with every fault by name, and nothing starts and nothing is recorded as asked', async () => {
    const { post, executions, kept } = await apiWorld()
    const wrong = {
      ...recovery('click-five'),
      input: { damagedAt: '2030-03-05T00:00:00Z', from: 'hope', requestedBy: 'x' },
    }
    const { status, json } = await post('oncall', '/runs', wrong)

    expect(status).toBe(400)
    const faults = json().refused.join('\n')
    for (const name of ['damagedAt: given', 'from: given "hope"', 'requestedBy: not a field'])
      expect(faults).toContain(name)
    expect([executions(), kept('starts/'), kept('attempts/')]).toEqual([[], [], []])
    expect(kept('calls/')).toMatchObject([{ status: 400, by: 'oncall/muster' }])
  })

  test('leaves an execution alone that has the name and was started by somebody else', async () => {
    const { post, engine, executions, clock } = await apiWorld()
    const { runId } = (await (await apiWorld()).post('oncall', '/runs', recovery('click-six'))).json()
    const [{ arn } = { arn: '' }] = engine.listStateMachines().filter(each => each.name.endsWith('-recover'))
    engine.startExecution({ stateMachineArn: arn, name: runId, input: '{"damagedAt":"2030-03-04T01:00:00Z"}' })
    await clock.run(clock.now() + 1000)

    expect(await post('oncall', '/runs', recovery('click-six'))).toMatchObject({ status: 409 })
    expect(executions()).toHaveLength(1)
  })

  test('says where it cannot start, when the machine lives in another region', async () => {
    const { post } = await apiWorld()
    const elsewhere = {
      ...recovery('click-seven'),
      scenario: 'monitoring-loss',
      input: { lostAt: '2030-03-04T09:00:00Z' },
    }

    expect(await post('oncall', '/runs', elsewhere)).toMatchObject({
      status: 404,
      text: expect.stringContaining('another region'),
    })
  })
})

describe('looking at runs', () => {
  test('shows states, the open question with its facts, who asked and why, and never a token', async () => {
    const { post, send, put, clock, tokens } = await apiWorld()
    const { runId } = (await post('oncall', '/runs', recovery('look-at-me'))).json()
    await clock.run(clock.now() + 60_000)
    put(keys.asked(runId, 'acceptLoss'), {
      ...{ approvalId: 'a-question', step: 'acceptLoss', title: 'Accept the data loss', facts: { moment: 'then' } },
      ...{ requestedBy: 'oncall/muster', requesterMayApprove: false },
      ...{ askedAt: '2030-03-04T10:00:30Z', expiresAt: '2030-03-04T10:15:30Z' },
    })
    const { status, json, text, headers } = await send('lead', { path: `/runs/${runId}` })

    expect(status).toBe(200)
    expect(json()).toMatchObject({
      ...{ id: runId, scenario: 'database-corruption', mode: 'recover', status: 'RUNNING', ending: null },
      ...{ requestedBy: 'oncall/muster', reason: 'incident 4711', record: null, operator: null, window: null },
      states: [{ name: 'Accept the data loss', exitedAt: null, times: 1 }],
      questions: [{ approvalId: 'a-question', facts: { moment: 'then' }, decision: null, firstApprover: null }],
    })
    expect(tokens).toHaveLength(1)
    expect(text).not.toContain(tokens[0])
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    expect((await send('lead', { path: '/runs' })).json().runs).toMatchObject([{ id: runId, status: 'RUNNING' }])
    expect(await send('lead', { path: '/runs/nobody' })).toMatchObject({ status: 404 })
  })

  test('finds a run that was started in the console, of which nobody is on record', async () => {
    const { engine, send, clock } = await apiWorld()
    const [machine] = engine.listStateMachines()
    engine.startExecution({ stateMachineArn: machine?.arn ?? '', name: 'by-hand', input: '{}' })
    await clock.run(clock.now() + 1000)

    expect((await send('lead', { path: '/runs/by-hand' })).json()).toMatchObject({ id: 'by-hand', requestedBy: null })
  })
})

test('no log line of a door holds a body, a reason or a token', async () => {
  const { post, logs } = await apiWorld()
  await post('oncall', '/runs', { ...recovery('in-the-log'), reason: 'a very private reason' })
  const text = JSON.stringify(logs)

  expect(text).toContain('oncall/muster')
  expect(text).not.toMatch(/private|damagedAt|Signature=/)
})

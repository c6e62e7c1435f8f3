// People decide: once, by somebody else than who asked for the run, on the newest question, before it expires.
import { describe, expect, test } from '@jest/globals'
import { keys } from '../../domain/control-records.ts'
import { waitingRun } from './decisions-world.ts'

describe('a question that a run waits with', () => {
  test('wakes the run when somebody else approves, and is answered the same to a second click', async () => {
    const { click, read, execution, clock } = await waitingRun('ada')

    expect(await click('grace')).toMatchObject({ outcome: 'recorded' })
    expect(await click('linus')).toMatchObject({
      outcome: 'already-decided',
      message: expect.stringContaining('approved by grace'),
    })
    expect(await read()).toEqual({ by: ['grace'], reason: 'read' })
    await clock.run(clock.now() + 1000)
    expect(execution.status).toBe('SUCCEEDED')
  })

  test('is not answered by who asked for the run, and the run goes on waiting', async () => {
    const { click, read, execution } = await waitingRun('ada')

    expect(await click('ada')).toMatchObject({ outcome: 'not-yours' })
    await expect(read()).rejects.toMatchObject({ name: 'DecisionExpired' })
    expect(execution.status).toBe('RUNNING')
  })

  test('needs two people when nobody knows who asked for the run', async () => {
    const { click, read } = await waitingRun(null)

    expect(await click('ada')).toMatchObject({ outcome: 'needs-another-approver' })
    expect(await click('ada')).toMatchObject({ outcome: 'needs-another-approver' })
    expect(await click('grace')).toMatchObject({ outcome: 'recorded' })
    expect(await read()).toMatchObject({ by: ['ada', 'grace'] })
  })

  test('may be rejected by one, which ends the run with who and why', async () => {
    const { click, read } = await waitingRun(null)

    expect(await click('ada', { verdict: 'reject' })).toMatchObject({ outcome: 'recorded' })
    await expect(read()).rejects.toMatchObject({ name: 'Rejected', message: expect.stringContaining('ada: read') })
  })

  test('counts only in its newest form when it was asked again', async () => {
    const { asks, click, read } = await waitingRun('ada')
    asks('question-2')

    expect(await click('grace')).toMatchObject({ outcome: 'expired', message: expect.stringContaining('newer') })
    expect(await click('grace', { id: 'question-2' })).toMatchObject({ outcome: 'recorded' })
    expect(await read()).toMatchObject({ by: ['grace'] })
  })

  test('is too late after it expired, and unknown under an id that was never given out', async () => {
    const { click, clock } = await waitingRun('ada')

    expect(await click('grace', { id: 'no-such-question' })).toMatchObject({ outcome: 'unknown' })
    await clock.run(Date.parse('2030-03-04T10:16:01Z'))
    expect(await click('grace')).toMatchObject({ outcome: 'expired' })
  })
})

describe('a person who says something to a run', () => {
  test('may approve what they asked for themselves only where the platform allows it, and is recorded by name', async () => {
    const { click, read } = await waitingRun('ada', true)

    expect(await click('ada')).toMatchObject({ outcome: 'recorded' })
    expect(await read()).toMatchObject({ by: ['ada'] })
  })

  test('is not heard with the question of another run, nor by one that never was', async () => {
    const { say, put, read, kept, execution } = await waitingRun('ada')
    put(keys.start('run-2'), { name: 'run-2' })
    const yes = { action: 'approve', approvalId: 'question-1', reason: 'read' }

    expect(await say('grace', yes, 'run-2')).toMatchObject({ outcome: 'unknown' })
    expect(await say('grace', yes, 'run-3')).toMatchObject({ outcome: 'unknown' })
    expect(await say('grace', { action: 'abort', reason: 'stop' }, 'run-3')).toMatchObject({ outcome: 'unknown' })
    expect(kept('runs/run-3/operator')).toEqual([])
    await expect(read()).rejects.toMatchObject({ name: 'DecisionExpired' })
    expect(execution.status).toBe('RUNNING')
    expect(kept('runs/run-2/said/').map(([, { by, outcome }]) => [by, outcome])).toEqual([['grace', 'unknown']])
  })

  test('must be a person: schedules, events and the unknown decide nothing, and that they tried is on record', async () => {
    const { say, kept } = await waitingRun(null)
    const yes = { action: 'approve', approvalId: 'question-1', reason: 'read' }

    for (const kind of ['schedule', 'event', 'none'] as const)
      expect(await say({ kind, id: 'q1' }, yes)).toMatchObject({ outcome: 'not-yours' })
    expect(await say({ kind: 'iam', id: '' }, yes)).toMatchObject({ outcome: 'not-yours' })
    expect(kept('runs/run-1/decisions/')).toEqual([])
    expect(kept('runs/run-1/said/')).not.toEqual([])
  })

  test('aborts a run that waits for a person: it hears at once, and the word is kept', async () => {
    const { say, read, kept } = await waitingRun('ada')

    expect(await say('ada', { action: 'abort', reason: 'called off' })).toMatchObject({
      outcome: 'recorded',
      message: expect.stringContaining('heard at once by: Accept the loss'),
    })
    await expect(read()).rejects.toMatchObject({ name: 'OperatorAborted', message: 'ada: called off' })
    expect(kept('runs/run-1/operator')[0]?.[1]).toMatchObject({ action: 'abort', by: 'ada', reason: 'called off' })
  })

  test('wakes with resume every branch that is asleep, and with pause nobody', async () => {
    const { say, put, token } = await waitingRun('ada')
    put(keys.paused('run-1', 'up'), { step: 'up', title: 'The writer is available', token: token(), at: '' })

    expect((await say('ada', { action: 'pause', reason: 'a look' })).message).toContain('within a minute')
    expect((await say('ada', { action: 'resume', reason: 'seen' })).message).toContain(
      'at once by: The writer is available',
    )
  })

  test('decides the commit window once it is open; the first word stands, and a later one is told so', async () => {
    const { say, put, kept } = await waitingRun('ada')

    expect(await say('ada', { action: 'commit', reason: 'well' })).toMatchObject({ outcome: 'not-open' })
    expect(kept('runs/run-1/turn')).toEqual([])
    put(keys.commitWindow('run-1'), { openedAt: '2030-03-04T10:01:00Z' })
    expect(await say('ada', { action: 'rollback', reason: 'the wrong moment' })).toMatchObject({ outcome: 'recorded' })
    expect(await say('grace', { action: 'commit', reason: 'well' })).toMatchObject({
      outcome: 'already-decided',
      message: expect.stringContaining('rollback was decided by ada'),
    })
    expect(kept('runs/run-1/turn')[0]?.[1]).toMatchObject({ verdict: 'rollback', by: 'ada' })
  })

  test('is told how a run has ended when it is over', async () => {
    const { say, put } = await waitingRun('ada')
    put(keys.record('run-1'), { ending: 'RolledBack', endedAt: '2030-03-04T10:05:00Z' })

    for (const action of ['abort', 'commit'] as const)
      expect(await say('ada', { action, reason: 'late' })).toEqual({
        outcome: 'over',
        message: 'run-1 ended as RolledBack at 2030-03-04T10:05:00Z; nothing can be said to it any more',
      })
  })

  test('who answers the token itself, as it stands in a history, has decided nothing: silence means stop', async () => {
    const { read, kept, answerToken, execution, clock } = await waitingRun('ada')

    answerToken()
    await clock.run(clock.now() + 1000)
    expect(execution.status).toBe('SUCCEEDED')
    // That woke the machine; the state that follows in every runbook looks for a record and finds none.
    await expect(read()).rejects.toMatchObject({
      name: 'DecisionExpired',
      message: expect.stringContaining('woken without a decision on record'),
    })
    expect(kept('runs/run-1/decisions/')).toEqual([])
  })
})

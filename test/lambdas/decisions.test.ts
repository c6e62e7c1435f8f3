// People decide: once, by somebody else than who asked for the run, on the newest question, before it expires.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { type Approval, keys } from '../../domain/control-records.ts'
import { platformName, platformSchema } from '../../domain/platform.ts'
import type { RunRef } from '../../domain/run.ts'
import type { Who } from '../../domain/who.ts'
import { run as decide } from '../../lambdas/decide/handler.ts'
import type { Environment } from '../../lambdas/environment.ts'
import { statementsOf } from '../../lambdas/permissions.ts'
import { run as readDecision } from '../../lambdas/read-decision/handler.ts'
import { S3 } from '../../sandbox/aws/s3/index.ts'
import type { Operation } from '../../sandbox/aws/service.ts'
import { States } from '../../sandbox/aws/states/index.ts'
import { chanceFrom } from '../../sandbox/chance.ts'
import { VirtualClock } from '../../sandbox/clock.ts'
import { Cloud } from '../../sandbox/cloud.ts'
import { Functions } from '../../sandbox/lambda.ts'
import { Lifecycle } from '../../sandbox/lifecycle.ts'
import { stepFunctions } from '../../sandbox/step-functions.ts'

const platform = platformSchema.parse(parse(readFileSync('platforms/example.yaml', 'utf8')))
const region = platform.regions.primary
const START = Date.parse('2030-03-04T10:00:00Z')

/** A machine that waits for somebody to answer its token. */
const WAITING = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'Ask',
  States: {
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Arguments: { FunctionName: 'ask', Payload: { token: '{% $states.context.Task.Token %}' } },
      End: true,
    },
  },
})

async function waitingRun(requestedBy: string | null, requesterMayApprove = false) {
  const clock = new VirtualClock(START)
  const chance = chanceFrom('decisions')
  const lifecycle = new Lifecycle(clock, chance)
  const elsewhere = () => Promise.reject(new Error('nothing else is reachable'))
  const cloud = new Cloud({ clock, chance, lifecycle, accountId: platform.account, instant: false, elsewhere })
  const s3 = new S3(cloud.surroundings(region), {
    buckets: new Map(),
    allows: (need, caller) => cloud.iam.allows(need, caller).allowed,
  })
  s3.seed({ name: platform.muster.controlBucket })
  const functions = new Functions({ clock, chance, instant: false })
  let token = ''
  const environment = environmentOf(cloud)
  const ask = async (event: unknown) => {
    token = (event as { token: string }).token
  }
  functions.deploy({ name: 'ask', handler: ask, timeout: 60, environment })
  const engine = stepFunctions(cloud, functions, region)
  cloud.add(region, s3)
  cloud.add(region, new States(cloud.surroundings(region), { engine }))
  const roleArn = `arn:aws:iam::${platform.account}:role/machine`
  cloud.iam.addRole({
    arn: roleArn,
    trust: [],
    statements: [{ Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: ['*'] }],
  })
  const machine = engine.createStateMachine({ name: 'waiting', definition: WAITING, roleArn })
  const execution = engine.startExecution({ stateMachineArn: machine.arn, name: 'run-1', input: '{}' })
  await clock.run(START + 60_000)
  const run: RunRef = {
    id: 'run-1',
    scenario: 'garden',
    mode: 'recover',
    startedAt: '2030-03-04T10:00:00Z',
    executionArn: execution.arn,
  }
  const put = (key: string, value: object) => {
    const operation = s3.service.operations.PutObject as Operation<object, unknown>
    const call = { region, caller: { roleArn: '', accountId: '' }, requestId: '', operation: 's3:PutObject' }
    return operation.run(
      { Bucket: platform.muster.controlBucket, Key: key, Body: Buffer.from(JSON.stringify(value)) },
      call,
    )
  }
  const question = (id: string): Approval => ({
    ...{ id, run, step: 'accept', title: 'Accept the loss', facts: {}, requestedBy, requesterMayApprove, token },
    askedAt: '2030-03-04T10:01:00Z',
    expiresAt: '2030-03-04T10:16:00Z',
  })
  const asks = (id: string) => {
    const { id: _, run: of, token: __, ...shown } = question(id)
    put(keys.approval(id), question(id))
    put(keys.asked(of.id, 'accept'), { ...shown, approvalId: id })
  }
  put(keys.start(run.id), { name: run.id })
  asks('question-1')

  async function settled<T>(work: Promise<T>): Promise<T> {
    let over = false
    const end = () => {
      over = true
    }
    work.then(end, end)
    await clock.run(() => over)
    return work
  }
  const click = (by: string, { id = 'question-1', verdict = 'approve' } = {}) =>
    say(by, { action: verdict, approvalId: id, reason: 'read' })
  const say = async (by: string | Who, word: object, runId: string = run.id) => {
    const asked = { runId, by: typeof by === 'string' ? { kind: 'iam', id: by } : by, word }
    return (await settled(decide.run(asked, environment))) as { outcome: string; message: string }
  }
  const kept = (prefix: string) =>
    s3
      .keys(platform.muster.controlBucket)
      .filter(key => key.startsWith(prefix))
      .map(key => [key, held(key)] as const)
  const held = (key: string) => JSON.parse(Buffer.from(s3.content(platform.muster.controlBucket, key) ?? []).toString())
  const read = () =>
    settled(readDecision.run({ run, step: 'accept', input: { title: 'Accept the loss' } }, environment))
  return {
    clock,
    execution,
    asks,
    click,
    say,
    read,
    put,
    kept,
    run,
    token: () => token,
    answerToken: () => engine.sendTaskSuccess(token, '{"verdict":"approve"}'),
  }
}

function environmentOf(cloud: Cloud): Environment {
  const arn = `arn:aws:iam::${platform.account}:role/decisions`
  const statements = [decide, readDecision].flatMap(({ contract }) =>
    statementsOf({ contract, records: false, heeds: false }, platform, 'recover'),
  )
  cloud.iam.addRole({ arn, trust: ['lambda.amazonaws.com'], statements })
  const silent = () => undefined
  return {
    clock: cloud.surroundings(region).clock,
    region,
    accountId: platform.account,
    settings: {
      CONTROL_BUCKET: platform.muster.controlBucket,
      EVIDENCE_BUCKET: platform.muster.evidenceBucket,
      PLATFORM: platformName(platform),
    },
    log: { info: silent, warn: silent, error: silent },
    chance: () => 0.5,
    opaqueId: () => 'opaque',
    requestHandler: cloud.transport,
    credentials: cloud.iam.accessKey(arn),
  }
}

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

// People decide: once, by somebody else than who asked for the run, on the newest question, before it expires.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { type Approval, keys } from '../../domain/control-records.ts'
import { platformName, platformSchema } from '../../domain/platform.ts'
import type { RunRef } from '../../domain/run.ts'
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

async function waitingRun(requestedBy: string | null) {
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
    ...{ id, run, step: 'accept', title: 'Accept the loss', facts: {}, requestedBy, token },
    askedAt: '2030-03-04T10:01:00Z',
    expiresAt: '2030-03-04T10:16:00Z',
  })
  const asks = (id: string) => {
    put(keys.approval(id), question(id))
    put(keys.asked(run.id, 'accept'), { approvalId: id, requestedBy, expiresAt: '2030-03-04T10:16:00Z' })
  }
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
  const click = async (by: string, { id = 'question-1', verdict = 'approve' } = {}) => {
    const input = { approvalId: id, verdict, by, reason: 'read', requesterMayApprove: false }
    return (await settled(decide.run({ run, step: 'decide', input }, environment))) as { outcome: string }
  }
  const read = () =>
    settled(readDecision.run({ run, step: 'accept', input: { title: 'Accept the loss' } }, environment))
  return { clock, execution, asks, click, read }
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

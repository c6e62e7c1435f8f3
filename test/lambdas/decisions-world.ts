// A run that waits for people to decide, and what may be said to it.
import { readFileSync } from 'node:fs'
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

export async function waitingRun(requestedBy: string | null, requesterMayApprove = false) {
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

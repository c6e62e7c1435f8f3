// EventBridge and Scheduler with a function and a machine to call, for their tests.
import { Events, type Happened } from '../../../sandbox/aws/events/index.ts'
import { Iam } from '../../../sandbox/aws/iam/iam.ts'
import { Scheduler } from '../../../sandbox/aws/scheduler/index.ts'
import { invokeTarget } from '../../../sandbox/aws/targets.ts'
import { VirtualClock } from '../../../sandbox/clock.ts'
import { Engine, type Json } from '../../../sandbox/engine/index.ts'
import { Functions } from '../../../sandbox/lambda.ts'
import { account, surroundings } from './calling.ts'

export const MINUTE = 60_000
export const DAY = 1440 * MINUTE
export const BEGIN = Date.parse('2030-03-04T00:00:00Z')
export const functionArn = `arn:aws:lambda:us-east-1:${account}:function:listen`
export const machineArn = `arn:aws:states:us-east-1:${account}:stateMachine:wait`
export const role = `arn:aws:iam::${account}:role/caller`
export const queue = `arn:aws:sqs:us-east-1:${account}:left-over`

/** A function that keeps what it is given, a machine, a role that may call both, and both services. */
export function stage({ failing = 0 } = {}) {
  const around = surroundings('us-east-1', new VirtualClock(BEGIN))
  const { clock, chance, lifecycle } = around
  const iam = new Iam()
  const trust = ['scheduler.amazonaws.com', 'events.amazonaws.com']
  const allow = (Action: string, Resource: string) => ({
    Effect: 'Allow' as const,
    Action: [Action],
    Resource: [Resource],
  })
  const statements = [allow('lambda:InvokeFunction', functionArn), allow('states:StartExecution', machineArn)]
  iam.addRole({ arn: role, trust, statements: [...statements, allow('sqs:SendMessage', queue)] })
  const heard: { readonly at: number; readonly payload: Json }[] = []
  let failures = failing
  const handler = async (payload: unknown) => {
    heard.push({ at: clock.now(), payload: payload as Json })
    if (failures-- > 0) throw new Error('not now')
    return null
  }
  const functions = new Functions({ clock, chance, instant: true })
  functions.deploy({ name: 'listen', handler, environment: undefined as never, timeout: 60 })
  const hooks = { invokeLambda: async () => null }
  const engine = new Engine({ clock, chance, hooks, region: 'us-east-1', accountId: account })
  const definition = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Succeed' } } })
  engine.createStateMachine({ name: 'wait', definition, roleArn: role })
  const measured: string[] = []
  const admitted = new Set(['rule/heard'])
  const admits = (_: string, source: string) => [...admitted].some(each => source.endsWith(each))
  const invoke = invokeTarget({ surroundings: around, iam, functions, engine, admits })
  const events = new Events(around, { invoke, measure: (metric, rule) => measured.push(`${metric} ${rule}`) })
  const allows = (roleArn: string, action: string, resource: string) =>
    iam.allows({ action, resource }, { roleArn, accountId: account }).allowed
  const scheduler = new Scheduler(around, { invoke, assumable: arn => iam.trusts(arn, trust[0]!), allows })
  return { clock, lifecycle, iam, functions, engine, events, scheduler, heard, measured, admitted }
}

export const backupFailed: Happened = {
  source: 'aws.backup',
  'detail-type': 'Backup Job State Change',
  detail: { state: 'FAILED', resourceType: 'Aurora', backupJobId: 'one' },
}
export const FAILED_JOBS = JSON.stringify({ source: ['aws.backup'], detail: { state: ['FAILED', 'EXPIRED'] } })
export const heardRule = { Name: 'heard', EventPattern: FAILED_JOBS, targets: [{ Id: 'f', Arn: functionArn }] }

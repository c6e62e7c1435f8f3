// What moves visitors between two regions, and by what the one hears that the other is silent.
import { describe, expect, test } from '@jest/globals'
import { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { stackId } from '../../infra/control-regions.ts'
import { TrafficStack } from '../../infra/stacks/traffic.ts'
import { run as beat } from '../../lambdas/beat/handler.ts'
import { asDoor } from '../../lambdas/door.ts'
import { heartbeat } from '../../lambdas/doors.ts'
import { ENVIRONMENT } from '../../lambdas/environment.ts'
import { statementsOf } from '../../lambdas/permissions.ts'
import { CloudWatch } from '../../sandbox/aws/cloudwatch/index.ts'
import { Route53 } from '../../sandbox/aws/route53/index.ts'
import { chanceFrom } from '../../sandbox/chance.ts'
import { VirtualClock } from '../../sandbox/clock.ts'
import { Cloud } from '../../sandbox/cloud.ts'
import { Lifecycle } from '../../sandbox/lifecycle.ts'
import { east, recovery, west } from './both-regions-deployed.ts'
import { platform, statementsIn } from './deployed.ts'
import { ofType } from './deployed-parts.ts'

const minute = 60_000

/** CloudFormation calls the settings of an alarm as the API does. */
const alarmIn = (stack: string, name: string) =>
  ofType(stack, 'AWS::CloudWatch::Alarm').find(({ Properties }) => Properties.AlarmName === name)?.Properties

const traffic = stackId({ place: 'recovery' }, 'traffic')

/** The recovery region's CloudWatch and Route 53 with what the template says, and nothing else. */
function asDeployed() {
  const clock = new VirtualClock(Date.parse('2030-03-04T10:00:00Z'))
  const chance = chanceFrom('traffic')
  const cloud = new Cloud({
    ...{ clock, chance, lifecycle: new Lifecycle(clock, chance), accountId: platform.account, instant: true },
    elsewhere: () => Promise.reject(new Error('nothing else is there')),
  })
  const cloudwatch = new CloudWatch(cloud.surroundings(west))
  cloud.add(west, cloudwatch)
  const route53 = new Route53(cloud.surroundings(east), {
    alarms: (region: string) => (region === west ? cloudwatch : undefined),
  })
  const pass = (minutes: number) => clock.run(clock.now() + minutes * minute)
  return { clock, cloud, cloudwatch, route53, pass }
}

describe('Traffic', () => {
  const { flag, alarm: name } = platform.recovery.traffic as {
    flag: { namespace: string; metric: string }
    alarm: string
  }

  test('moves when the flag is raised and stays there without being told again, and comes back when it is lowered', async () => {
    const { cloudwatch, route53, pass } = asDeployed()
    cloudwatch.seed({ ...alarmIn(traffic, name), AlarmActions: [] })
    const [check] = ofType(traffic, 'AWS::Route53::HealthCheck')
    const { AlarmIdentifier, ...config } = check?.Properties.HealthCheckConfig ?? {}
    expect(AlarmIdentifier).toEqual({ Name: name, Region: west })
    const id = route53.seedHealthCheck({
      CallerReference: 'deployed',
      HealthCheckConfig: { ...config, AlarmIdentifier },
    })
    const metric = { namespace: flag.namespace, name: flag.metric, dimensions: [] }
    const said: boolean[] = []
    for (const value of [undefined, 1, undefined, 0]) {
      if (value !== undefined) cloudwatch.record(metric, value)
      await pass(value === undefined ? 90 : 4)
      said.push(route53.isHealthy(id))
    }
    expect(said).toEqual([true, false, false, true])
    cloudwatch.stop()
    route53.stop()
  })

  test('has no flag where the platform moves it by a change of the record', () => {
    const view = recovery.platform
    const record = {
      ...{ by: 'record' as const, hostedZone: 'Z0123456789ABCDEFGHIJ', ttl: 60 },
      setIdentifiers: { primary: 'east', recovery: 'west' },
    }
    const given = { ...view, recovery: { ...view.recovery, traffic: record } }
    const stack = new TrafficStack(new App(), 'traffic', {
      ...{ platform: given, env: { account: platform.account, region: west } },
    })
    const template = Template.fromStack(stack)
    template.resourceCountIs('AWS::Route53::HealthCheck', 0)
    template.resourceCountIs('AWS::CloudWatch::Alarm', 1)
  })
})

describe('The heartbeat', () => {
  test('is heard in the recovery region every minute, and its absence rings after three', async () => {
    const { clock, cloud, cloudwatch, pass } = asDeployed()
    const name = 'wordpress-prod-the-primary-region-is-silent'
    cloudwatch.seed({ ...alarmIn(traffic, name), AlarmActions: [] })
    const [role] = ofType('heartbeat', 'AWS::IAM::Role')
    const statements = statementsIn(role!, 'needs')
    expect(statements).toEqual(statementsOf(heartbeat, platform, 'recover'))
    const arn = `arn:aws:iam::${platform.account}:role/${role?.Properties.RoleName}`
    cloud.iam.addRole({ arn, trust: ['lambda.amazonaws.com'], statements })
    const [rule] = ofType('heartbeat', 'AWS::Events::Rule')
    expect(rule?.Properties.ScheduleExpression).toBe('rate(1 minute)')
    const event: object = JSON.parse(rule?.Properties.Targets[0].Input)
    const environment = {
      ...{ clock, region: east, accountId: platform.account, opaqueId: () => '', chance: () => 0.5 },
      settings: { CONTROL_BUCKET: '', EVIDENCE_BUCKET: '', PLATFORM: '' },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      requestHandler: cloud.transport,
      credentials: cloud.iam.accessKey(arn),
    }
    const state = () => cloudwatch.alarm(name)?.status.value
    const beats = async (minutes: number) => {
      for (let each = 0; each < minutes; each++) {
        const answered = asDoor(beat)(event, { [ENVIRONMENT]: environment } as never)
        await pass(1)
        await answered
      }
    }
    await beats(6)
    expect(state()).toBe('OK')
    // One that is lost is no silence.
    await pass(1)
    await beats(2)
    expect(state()).toBe('OK')
    await pass(6)
    expect(state()).toBe('ALARM')
    await beats(4)
    expect(state()).toBe('OK')
    expect(cloud.calls.map(call => `${call.region} ${call.operation}`)).toContain(`${west} cloudwatch:PutMetricData`)
    cloudwatch.stop()
  })

  test('may put numbers into its own namespace only', () => {
    expect(statementsOf(heartbeat, platform, 'recover')).toEqual([
      {
        Effect: 'Allow',
        Action: ['cloudwatch:PutMetricData'],
        Resource: ['*'],
        Condition: { StringEquals: { 'cloudwatch:namespace': 'Muster' } },
      },
    ])
  })
})

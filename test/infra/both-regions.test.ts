// Two regions, each deployed so that it stands alone: what differs, what must not clash, and what they know of each other.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { App, type Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { modes } from '../../domain/run.ts'
import { controlRegions, stackId } from '../../infra/control-regions.ts'
import { withoutBundling } from '../../infra/function-code.ts'
import { checkDrillKeepsAway } from '../../infra/kubernetes/drill-isolation.ts'
import { manifestsOfBoth } from '../../infra/kubernetes-access.ts'
import { musterApp } from '../../infra/muster-app.ts'
import { readPlatform } from '../../infra/platform-file.ts'
import { HomeAccessStack } from '../../infra/stacks/home-access.ts'
import { TrafficStack } from '../../infra/stacks/traffic.ts'
import { run as beat } from '../../lambdas/beat/handler.ts'
import { chatDoors } from '../../lambdas/chat-doors.ts'
import { asDoor } from '../../lambdas/door.ts'
import { heartbeat } from '../../lambdas/doors.ts'
import { ENVIRONMENT } from '../../lambdas/environment.ts'
import { allowInCluster } from '../../lambdas/needs.ts'
import { functionName, functionRoleName, homeRulesOf, statementsOf, type Use } from '../../lambdas/permissions.ts'
import { CloudWatch } from '../../sandbox/aws/cloudwatch/index.ts'
import { Route53 } from '../../sandbox/aws/route53/index.ts'
import { chanceFrom } from '../../sandbox/chance.ts'
import { VirtualClock } from '../../sandbox/clock.ts'
import { Cloud } from '../../sandbox/cloud.ts'
import { Lifecycle } from '../../sandbox/lifecycle.ts'
import { usesOf } from '../../workflows/deployment.ts'
import { scenarios } from '../../workflows/index.ts'
import { deployedScenarios, platform, type Resource, statementsIn, synthesise } from './deployed.ts'
import { startProbe } from './sample-scenario.ts'

const deployed = synthesise({ validated: false })
const regions = controlRegions(platform, deployedScenarios)
const { recovery: west, primary: east } = platform.regions
const recovery = regions.find(({ place }) => place === 'recovery')!
const ofType = (stack: string, type: string): readonly Resource[] =>
  deployed.resources(stack).filter(({ Type }) => Type === type)
const inRecovery = deployed.stacks.filter(id => id.startsWith('recovery-'))
const minute = 60_000

interface Artifact {
  readonly environment?: string
  readonly dependencies?: readonly string[]
  readonly properties?: { readonly stackName?: string }
}

const manifest = JSON.parse(readFileSync(join(deployed.folder, 'manifest.json'), 'utf8')) as {
  readonly artifacts: Readonly<Record<string, Artifact>>
}

describe('The two regions', () => {
  test('have the same stacks under the same names, but for those that only one of them needs', () => {
    const of = (id: string) => manifest.artifacts[id]
    for (const id of deployed.stacks)
      expect(of(id)?.environment).toBe(`aws://${platform.account}/${id.startsWith('recovery-') ? west : east}`)
    const alike = inRecovery.filter(id => deployed.stacks.includes(id.replace('recovery-', '')))
    for (const id of alike)
      expect(of(id)?.properties?.stackName).toBe(of(id.replace('recovery-', ''))?.properties?.stackName)
    const elsewhere = scenarios.filter(({ runsIn }) => runsIn === 'recovery').map(({ name }) => `recovery-${name}`)
    expect(inRecovery.filter(id => !alike.includes(id)).sort()).toEqual(
      [...elsewhere, 'recovery-chat', 'recovery-traffic'].sort(),
    )
    expect(deployed.stacks).toContain('heartbeat')
  })

  test('share no name that the account has only once', () => {
    const global = ['AWS::IAM::Role', 'AWS::S3::Bucket'].flatMap(type =>
      deployed.stacks.flatMap(stack =>
        ofType(stack, type).flatMap(({ Properties }) => Properties.RoleName ?? Properties.BucketName ?? []),
      ),
    )
    expect(global.length).toBeGreaterThan(100)
    expect(global.filter((name, at) => global.indexOf(name) !== at)).toEqual([])
  })

  test('wait for nothing of each other, except that the primary region admits roles that exist', () => {
    for (const id of inRecovery) {
      const stacks = (manifest.artifacts[id]?.dependencies ?? []).filter(each => deployed.stacks.includes(each))
      expect(stacks.filter(each => !each.startsWith('recovery-'))).toEqual([])
    }
    for (const stack of deployed.stacks) {
      const text = readFileSync(join(deployed.folder, `${stack}.template.json`), 'utf8')
      expect(text).not.toMatch(/Fn::ImportValue|Custom::Cross|"Export"/)
    }
  })

  test('deploy every scenario where the platform may have to live one day', () => {
    const machines = (stack: string) => ofType(stack, 'AWS::StepFunctions::StateMachine').length
    for (const { name } of recovery.scenarios) expect(machines(`recovery-${name}`)).toBe(modes.length)
  })
})

const chatFunctions = chatDoors.map(({ contract }) => functionName(contract, recovery.platform, 'recover'))

/** The only ones that look at the other region, each tried once and for some seconds; what comes of it decides nothing. */
const REACHING_OUT: Readonly<Record<string, string>> = {
  'look-at-home': 'who holds the lock there is shown, and overridden when nobody answers',
  'fence-home': 'stops WordPress there if it can, and says whether it could',
  'unfence-home': 'gives WordPress back what fencing took, or says that it could not',
  'check-region-window': 'fences again, while people decide, when the region comes back',
  'slack-work': 'shows and passes on what concerns runs there, and says when nobody answers',
  announce: 'adds what records there say to a run that was told of, and is tried again when nobody answers',
  'replicate-secrets': 'undoes the promotion of secrets, or names what must be replicated by hand',
}

interface Reach {
  readonly stack: string
  readonly verb: string
}

const reachingOut: readonly Reach[] = inRecovery.flatMap(stack =>
  ofType(stack, 'AWS::IAM::Role')
    .filter(({ Properties }) => JSON.stringify(Properties.Policies).includes(east))
    .map(({ Properties }) => ({
      stack,
      verb: /^Muster, \w+: what lambdas\/([\w-]+)/.exec(Properties.Description)?.[1] ?? Properties.Description,
    })),
)

describe('The recovery region', () => {
  test('gives its functions no setting of the other region', () => {
    const functions = inRecovery.flatMap(stack => ofType(stack, 'AWS::Lambda::Function'))
    expect(functions.length).toBeGreaterThan(50)
    for (const { Properties } of functions) {
      const { CHAT, ...settings } = Properties.Environment.Variables
      expect(JSON.stringify(settings)).not.toContain(east)
      expect(JSON.stringify(Properties.Code)).not.toContain(east)
      // Runs of both regions are spoken of in chat; what is not reached there is said, and hides nothing of the other.
      expect(CHAT !== undefined).toBe(chatFunctions.includes(Properties.FunctionName))
      expect(settings).toMatchObject({
        CONTROL_BUCKET: platform.recovery.muster.controlBucket,
        EVIDENCE_BUCKET: platform.recovery.muster.evidenceBucket,
      })
    }
  })

  test('lets nobody reach out but those who can do without an answer, and no drill at all', () => {
    expect(reachingOut.map(({ verb }) => verb).sort()).toEqual(Object.keys(REACHING_OUT).sort())
    expect(new Set(reachingOut.map(({ stack }) => stack))).toEqual(new Set(['recovery-verbs-recover', 'recovery-chat']))
    for (const mode of modes)
      for (const use of usesOf(recovery.scenarios, mode)) {
        const reaches = homeRulesOf(use, recovery.platform, mode).length > 0
        if (reaches)
          expect([mode, Object.keys(REACHING_OUT)]).toEqual(['recover', expect.arrayContaining([use.contract.name])])
      }
  })

  test('is entered, in the cluster of the primary region, only by functions that ask for it, as members of their groups', () => {
    const use: Use = {
      contract: {
        ...startProbe,
        needs: () => [allowInCluster({ apiGroup: 'apps', resource: 'deployments', verbs: ['patch'], where: 'home' })],
      },
      records: false,
      heeds: false,
    }
    const { platform: view } = recovery
    const stack = new HomeAccessStack(new App(), 'home', { platform: view, visitors: [{ use, mode: 'recover' }] })
    Template.fromStack(stack).hasResourceProperties('AWS::EKS::AccessEntry', {
      ClusterName: platform.kubernetes.clusterName,
      PrincipalArn: `arn:aws:iam::${platform.account}:role/${functionRoleName(use.contract, view, 'recover')}`,
      KubernetesGroups: ['muster-recover', 'muster-recover:start-probe'],
    })
    expect(() => checkDrillKeepsAway([use], view)).toThrow('a drill may change nothing in the primary region')
  })

  test('has its own manifests, and those of the primary cluster let in whoever reaches out', () => {
    const programs = { 'copy-back': 'one', 'look-at-store': 'two' }
    const both = manifestsOfBoth(controlRegions(platform, scenarios), programs)
    expect(Object.keys(both)).toEqual([platform.kubernetes.clusterName, platform.recovery.kubernetes.clusterName])
    const visitors = modes.flatMap(mode =>
      usesOf(scenarios, mode).filter(use => homeRulesOf(use, recovery.platform, mode).length > 0),
    )
    const files = Object.keys(both[platform.kubernetes.clusterName] ?? {})
    expect(files.includes('4-access-from-recovery.yaml')).toBe(visitors.length > 0)
    expect(deployed.stacks.includes('home-access')).toBe(visitors.length > 0)
  })
})

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

test('Regions that change places find their stacks again', () => {
  const { regions: given } = platform
  const swapped = { ...platform, regions: { primary: given.recovery, recovery: given.primary } }
  const app = musterApp({ platform: swapped, scenarios: [], code: withoutBundling })
  const shared = app.node.findChild('shared') as Stack
  expect([shared.region, shared.stackName]).toEqual([
    west,
    manifest.artifacts['recovery-shared']?.properties?.stackName,
  ])
})

test('The page on the recovery region speaks of fields and stacks that exist', () => {
  const page = readFileSync('docs/recovery-region.md', 'utf8')
  const examples = ['platforms/example.yaml', 'platforms/example-pilot-light.yaml'].map(readPlatform)
  const fields = [...page.matchAll(/`((?:recovery|database|files|monitoring|kubernetes)\.[\w.[\]]+)[`:]/g)].map(
    ([, path = '']) => path,
  )
  const has = (platform: object, path: string) =>
    path
      .replaceAll('[]', '.0')
      .split('.')
      .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], platform) !== undefined
  expect(fields.length).toBeGreaterThan(20)
  expect(fields.filter(path => !examples.some(platform => has(platform, path)))).toEqual([])
  for (const stack of ['recovery-traffic', 'heartbeat', 'home-access']) {
    expect(page).toContain(`\`${stack}\``)
    expect(deployed.stacks).toContain(stack)
  }
})

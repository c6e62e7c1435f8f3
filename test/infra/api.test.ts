// How people, their programs and Slack reach Muster: what the API leads to, who may call what, and where news is heard.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { chatSettings } from '../../domain/chat/settings.ts'
import { doorNamed } from '../../domain/deployed-names.ts'
import { controlRegions, stackId } from '../../infra/control-regions.ts'
import { withoutBundling } from '../../infra/function-code.ts'
import { musterApp } from '../../infra/muster-app.ts'
import { functionArn } from '../../infra/names.ts'
import { readPlatform } from '../../infra/platform-file.ts'
import { API } from '../../infra/stacks/api.ts'
import { chatDoors } from '../../lambdas/chat-doors.ts'
import { functionRoleName, statementsOf } from '../../lambdas/permissions.ts'
import { patternFrom } from '../../sandbox/aws/events/pattern.ts'
import { fewAtOnce } from '../../sandbox/aws/http-api/throttle.ts'
import { matches, matchesArn } from '../../sandbox/aws/iam/wildcard.ts'
import { VirtualClock } from '../../sandbox/clock.ts'
import { chatRoutes } from '../../sandbox/slack/deploy.ts'
import { chatSettingsOf } from '../../workflows/chat/settings.ts'
import { deployedScenarios, platform, type Resource, statementsIn, synthesise } from './deployed.ts'

const deployed = synthesise({ validated: false })
const regions = controlRegions(platform, deployedScenarios)
const [primary, recovery] = regions as [(typeof regions)[number], (typeof regions)[number]]
const { primary: east, recovery: west } = platform.regions
const ofType = (stack: string, type: string): readonly Resource[] =>
  deployed.resources(stack).filter(({ Type }) => Type === type)

interface Written {
  readonly Resources: Readonly<Record<string, Resource>>
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>
}
const templateOf = (stack: string): Written =>
  JSON.parse(readFileSync(join(deployed.folder, `${stack}.template.json`), 'utf8'))

/** What stands where a template refers to something of its own: names for functions, `<id>` for all else. */
function written(value: unknown, { Resources }: Written): string {
  if (typeof value === 'string') return value
  const [[how, what] = ['', '']] = Object.entries(value as Record<string, never>)
  if (how === 'Fn::Join')
    return (what[1] as unknown as unknown[]).map(each => written(each, { Resources } as never)).join('')
  const id = how === 'Ref' ? String(what) : String(what[0])
  return Resources[id]?.Properties.FunctionName ?? `<${id}>`
}

describe.each(regions)('The API of the $place region', region => {
  const stack = stackId(region, 'api')
  const template = templateOf(stack)
  const routes = ofType(stack, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties)
  const { platform: view } = region

  test('has the routes that are rehearsed; anybody may knock at Slack’s, where chat is hosted, and at no other', () => {
    const rehearsed = ['POST /runs', 'GET /runs', 'GET /runs/{id}', 'POST /runs/{id}/decisions'].map(key => [
      key,
      'AWS_IAM',
    ])
    const ofChat = region.place === 'recovery' ? chatRoutes(view).map(each => [each.key, each.authorization]) : []
    expect(routes.map(each => [each.RouteKey, each.AuthorizationType])).toEqual([...rehearsed, ...ofChat])
    expect(ofChat).toEqual(region.place === 'recovery' ? [['POST /slack', 'NONE']] : [])
  })

  test('leads each to its function, which it may call for that path and for no other', () => {
    const permissions = ofType(stack, 'AWS::Lambda::Permission').map(({ Properties }) => Properties)
    for (const { RouteKey, Target } of routes) {
      const integration = template.Resources[written(Target, template).slice('integrations/<'.length, -1)]?.Properties
      expect(integration).toMatchObject({ IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' })
      const name = doorNamed('wordpress-prod', RouteKey === 'POST /slack' ? 'slack' : 'api')
      const path = RouteKey.split(' ')[1]
      const arn = written(integration.IntegrationUri, template)
      expect([name, functionArn(view, name)]).toContain(arn)
      const admitted = permissions.filter(each => written(each.SourceArn, template).endsWith(`/*/*${path}`))
      expect(admitted.map(each => written(each.FunctionName, template))).toEqual([arn])
      expect(admitted[0].Principal).toBe('apigateway.amazonaws.com')
    }
    expect(permissions.length).toBe(new Set(routes.map(({ RouteKey }) => RouteKey.split(' ')[1])).size)
  })

  test('lets through as many requests as the rehearsed one, and a flood of strangers takes none from the others', () => {
    const [stage] = ofType(stack, 'AWS::ApiGatewayV2::Stage').map(({ Properties }) => Properties)
    const clock = new VirtualClock(0)
    const admit = fewAtOnce(clock)
    let burst = 0
    while (admit()) burst++
    expect(stage).toMatchObject({ StageName: '$default', AutoDeploy: true })
    expect(stage.DefaultRouteSettings).toEqual({ ThrottlingBurstLimit: burst, ThrottlingRateLimit: 20 })
    expect(Object.keys(stage.RouteSettings)).toEqual(region.place === 'recovery' ? ['POST /slack'] : [])
  })

  test('logs who called and what came of it, and nothing that was said', () => {
    const [stage] = ofType(stack, 'AWS::ApiGatewayV2::Stage').map(({ Properties }) => Properties)
    const format = JSON.parse(stage.AccessLogSettings.Format) as Record<string, string>
    expect(Object.values(format)).toEqual(expect.arrayContaining(['$context.identity.userArn', '$context.status']))
    for (const each of Object.values(format)) expect(each).not.toMatch(/body|query|header|input/i)
    const [logs] = ofType(stack, 'AWS::Logs::LogGroup').map(({ Properties }) => Properties)
    expect(logs).toMatchObject({ LogGroupName: '/aws/vendedlogs/apis/wordpress-prod-muster', RetentionInDays: 90 })
    expect(readFileSync('docs/operating.md', 'utf8')).toContain('`/aws/vendedlogs/apis/<platform>-muster`')
  })

  test('answers by a function that holds what its contract says', () => {
    const [role] = ofType(stack, 'AWS::IAM::Role')
    expect(role?.Properties.RoleName).toBe(functionRoleName(API.contract, view, 'recover'))
    expect(statementsIn(role!, 'needs')).toEqual(statementsOf(API, view, 'recover'))
  })

  test('tells its id, its address, and where Slack has to knock', () => {
    expect(Object.keys(template.Outputs)).toEqual([
      ...['ApiId', 'Url'],
      ...(region.place === 'recovery' ? ['SlackRequestUrl'] : []),
    ])
    if (region.place === 'recovery')
      expect(written(template.Outputs.SlackRequestUrl?.Value, template)).toMatch(/^<\w+>\/slack$/)
  })
})

describe('Who may start runs, decide about them, or work for Slack', () => {
  interface Statement {
    readonly by: string
    readonly actions: readonly string[]
    readonly resources: readonly unknown[]
  }
  interface May {
    readonly by: string
    readonly invoke: string
  }
  const everyRole: readonly Statement[] = deployed.stacks.flatMap(stack =>
    ofType(stack, 'AWS::IAM::Role').flatMap(({ Properties }) =>
      (Properties.Policies ?? []).flatMap((policy: { PolicyDocument: { Statement: readonly never[] } }) =>
        policy.PolicyDocument.Statement.map((each: { Action: string | string[]; Resource: string | string[] }) => ({
          by: `${stack}: ${Properties.RoleName ?? Properties.Description}`,
          actions: [each.Action].flat(),
          resources: [each.Resource].flat(),
        })),
      ),
    ),
  )
  const mayInvoke = (door: string): readonly May[] =>
    everyRole
      .filter(({ actions }) => actions.some(each => matches(each, 'lambda:InvokeFunction')))
      .flatMap(({ by, resources }) =>
        regions
          .map(({ platform: view }) => functionArn(view, doorNamed('wordpress-prod', door)))
          .filter(arn => resources.some(each => typeof each === 'string' && matchesArn(each, arn)))
          .map(arn => ({ by, invoke: arn.split(':')[3] ?? '' })),
      )
  const inWords = (door: string) =>
    mayInvoke(door)
      .map(({ by, invoke }) => `${by} in ${invoke}`)
      .toSorted()
  const chat = [east, west].map(each => `recovery-chat: wordpress-prod-slack-work-recover-usw2 in ${each}`)
  const api = [
    `api: wordpress-prod-api-recover-use1 in ${east}`,
    `recovery-api: wordpress-prod-api-recover-usw2 in ${west}`,
  ]

  test('people through the API and chat alone decide', () => {
    expect(inWords('decide')).toEqual([...api, ...chat].toSorted())
  })

  test('people, schedules and events start runs, each in their own region, but for chat', () => {
    const schedules = 'Muster: lets EventBridge Scheduler start drills, and nothing else'
    expect(inWords('start-run')).toEqual(
      [
        ...[...api, ...chat],
        ...[`operations: ${schedules} in ${east}`, `recovery-operations: ${schedules} in ${west}`],
        ...[
          `operations: wordpress-prod-on-event-recover-use1 in ${east}`,
          `recovery-operations: wordpress-prod-on-event-recover-usw2 in ${west}`,
        ],
      ].toSorted(),
    )
  })

  test('what Slack believed is worked off for the one function that checks it', () => {
    expect(inWords('slack-work')).toEqual([`recovery-chat: wordpress-prod-slack-recover-usw2 in ${west}`])
  })

  test('and no policy of these functions lets in anybody else', () => {
    const admitted = deployed.stacks.flatMap(stack =>
      ofType(stack, 'AWS::Lambda::Permission').map(({ Properties }) =>
        written(Properties.FunctionName, templateOf(stack)),
      ),
    )
    expect(admitted.filter(each => /-(start-run|decide|slack-work)-recover$/.test(each))).toEqual([])
    expect(admitted.length).toBeGreaterThan(10)
  })
})

describe('Chat', () => {
  const stack = 'recovery-chat'
  const { platform: view } = recovery
  const named = (name: string) =>
    ofType(stack, 'AWS::Lambda::Function').find(
      ({ Properties }) => Properties.FunctionName === doorNamed('wordpress-prod', name),
    )?.Properties

  test('is three functions of the recovery region, which hold what their contracts say and know whom they serve', () => {
    expect(ofType(stack, 'AWS::Lambda::Function')).toHaveLength(3)
    for (const use of chatDoors) {
      const role = ofType(stack, 'AWS::IAM::Role').find(
        ({ Properties }) => Properties.RoleName === functionRoleName(use.contract, view, 'recover'),
      )
      expect(statementsIn(role!, 'needs')).toEqual(statementsOf(use, view, 'recover'))
      const { CHAT } = named(use.contract.name)?.Environment.Variables ?? {}
      expect(chatSettings.parse(JSON.parse(CHAT))).toEqual(
        chatSettingsOf({ platform, chat: platform.chat!, scenarios: deployedScenarios }),
      )
    }
  })

  test('does not carry out minutes later what somebody said', () => {
    const tries = ofType(stack, 'AWS::Lambda::EventInvokeConfig').map(({ Properties }) => [
      written(Properties.FunctionName, templateOf(stack)),
      Properties.MaximumEventAgeInSeconds,
      Properties.MaximumRetryAttempts,
    ])
    expect(tries.toSorted()).toEqual([
      ['wordpress-prod-announce-recover', 3600, 2],
      ['wordpress-prod-slack-work-recover', 300, 2],
    ])
  })

  test('makes no secret: people put it there', () => {
    for (const each of deployed.stacks) expect(ofType(each, 'AWS::SecretsManager::Secret')).toEqual([])
  })

  test('hears what runs of this platform tell in either region, and nothing of another platform’s', () => {
    const [heard] = ofType(stack, 'AWS::Events::Rule').map(({ Properties }) => Properties)
    const sent = ofType('operations', 'AWS::Events::Rule')
      .map(({ Properties }) => Properties)
      .find(({ Name }) => Name === 'wordpress-prod-events-to-chat')
    expect(sent.EventPattern).toEqual(heard.EventPattern)
    const hears = patternFrom(JSON.stringify(heard.EventPattern))
    const told = { source: 'muster', 'detail-type': 'Run Started' }
    expect(hears({ ...told, detail: { platform: 'wordpress-prod', run: 'one' } } as never)).toBe(true)
    expect(hears({ ...told, detail: { platform: 'wordpress-staging', run: 'one' } } as never)).toBe(false)
    expect(hears({ ...told, source: 'somebody', detail: { platform: 'wordpress-prod' } } as never)).toBe(false)
    expect(written(heard.Targets[0].Arn, templateOf(stack))).toBe('wordpress-prod-announce-recover')
  })

  test('is sent the events of the primary region in the name of a role that can do nothing else', () => {
    const bus = `arn:aws:events:${west}:${platform.account}:event-bus/default`
    const template = templateOf('operations')
    const { Targets } = ofType('operations', 'AWS::Events::Rule').find(
      ({ Properties }) => Properties.Name === 'wordpress-prod-events-to-chat',
    )?.Properties ?? { Targets: [] }
    expect(Targets).toEqual([expect.objectContaining({ Arn: bus })])
    const role = template.Resources[Targets[0].RoleArn['Fn::GetAtt'][0]]
    expect(statementsIn(role!, 'forward')).toEqual([{ Effect: 'Allow', Action: ['events:PutEvents'], Resource: [bus] }])
    expect(role?.Properties.Policies).toHaveLength(1)
    expect(JSON.stringify(role?.Properties.AssumeRolePolicyDocument)).toContain('"Service":"events.amazonaws.com"')
    // Nothing comes back: an event that was sent on would go round for ever.
    expect(ofType('recovery-operations', 'AWS::Events::Rule').map(({ Properties }) => Properties.Name)).not.toContain(
      'wordpress-prod-events-to-chat',
    )
  })

  test('calls somebody when its address is abused or one of its functions fails, and the dashboard shows that', () => {
    const [abused, ...failing] = ofType('recovery-api', 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties)
    const template = templateOf('recovery-api')
    const [{ Name, Value }] = abused.Dimensions
    expect(Name).toBe('ApiId')
    expect(template.Resources[Value.Ref]?.Type).toBe('AWS::ApiGatewayV2::Api')
    const named = failing.map(({ Dimensions: [{ Name, Value }] }) => `${Name} ${Value}`)
    const made = [...ofType('recovery-chat', 'AWS::Lambda::Function')].map(({ Properties }) => Properties.FunctionName)
    expect(named.sort()).toEqual(made.map(name => `FunctionName ${name}`).sort())
    const dashboard = (id: string) => JSON.stringify(ofType(id, 'AWS::CloudWatch::Dashboard')[0]?.Properties)
    for (const { AlarmName } of [abused, ...failing]) {
      expect(dashboard('recovery-operations')).toContain(`:alarm:${AlarmName}`)
      expect(dashboard('operations')).not.toContain(AlarmName)
    }
    expect(ofType('api', 'AWS::CloudWatch::Alarm')).toEqual([])
  })
})

describe('A platform without chat', () => {
  const silent = readPlatform('platforms/example-pilot-light.yaml')
  const app = musterApp({ platform: { ...silent, chat: null }, scenarios: [], code: withoutBundling })
  const stack = (id: string): Template => Template.fromStack(app.node.findChild(id) as Stack)

  test('has an API in each region, at which nobody knocks whom IAM does not know', () => {
    expect(app.node.tryFindChild('recovery-chat')).toBeUndefined()
    for (const { place } of [primary, recovery]) {
      const template = stack(stackId({ place }, 'api'))
      const routes = Object.values(template.findResources('AWS::ApiGatewayV2::Route'))
      expect(routes.map(({ Properties }) => Properties.AuthorizationType)).toEqual(Array(4).fill('AWS_IAM'))
      template.resourceCountIs('AWS::CloudWatch::Alarm', 0)
    }
  })

  test('sends its events nowhere', () => {
    stack('operations').resourcePropertiesCountIs('AWS::Events::Rule', { EventPattern: { source: ['muster'] } }, 0)
  })
})

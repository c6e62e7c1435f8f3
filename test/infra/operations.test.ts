// Schedules, rules, alarms and the dashboard as they are deployed: what is rehearsed, word for word, and all of it nag-free.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { App, Stack, Validations } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { AwsSolutionsChecks } from 'cdk-nag'
import { drillSchedules, scheduledRequest } from '../../domain/drill-schedule.ts'
import { eventRules } from '../../domain/event-rules.ts'
import { chatAlarms, operationsAlarms } from '../../domain/operations-alarms.ts'
import type { Platform } from '../../domain/platform.ts'
import { drillsSchema, reactionsSchema } from '../../domain/platform-operations.ts'
import { platformAt } from '../../domain/platform-places.ts'
import { drillRestoreRole } from '../../domain/restore-role.ts'
import { machinesOf, runsAt } from '../../domain/watchfulness.ts'
import { articleLink, articles, parts } from '../../infra/articles.ts'
import { DrillRestoreRole } from '../../infra/constructs/drill-restore-role.ts'
import { EventRules } from '../../infra/constructs/event-rules.ts'
import { OperationsAlarms } from '../../infra/constructs/operations-alarms.ts'
import { OperationsDashboard } from '../../infra/constructs/operations-dashboard.ts'
import { Schedules } from '../../infra/constructs/schedules.ts'
import { readPlatform } from '../../infra/platform-file.ts'
import { drillRestoreStatements } from '../../lambdas/restore-role-needs.ts'
import { scenarios } from '../../workflows/index.ts'

const example = readPlatform('platforms/example.yaml')
const names = scenarios.map(({ name }) => name)
const reactions = [
  { name: 'errors', on: { alarm: 'broken' }, does: 'propose-recovery', scenario: 'database-corruption' },
]
const platform: Platform = {
  ...example,
  drills: drillsSchema.parse({
    timeZone: 'Europe/Berlin',
    flexibleMinutes: 15,
    schedules: { 'file-deletion': { paused: true } },
  }),
  reactions: reactionsSchema.parse(reactions),
}

function deployed(place: 'primary' | 'recovery' = 'primary') {
  const seen = platformAt(place, platform)
  const app = new App({ analyticsReporting: false })
  Validations.of(app).addPlugins(new AwsSolutionsChecks())
  const stack = new Stack(app, 'operations', { env: { account: platform.account, region: seen.regions.primary } })
  const machines = machinesOf(seen, scenarios, place)
  const topic = Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:${seen.regions.primary}:${platform.account}:alarms`)
  const here = scenarios.filter(each => runsAt(each, place)).map(({ name }) => name)
  new Schedules(stack, 'Drills', { platform: seen, scenarios: names, here })
  new DrillRestoreRole(stack, 'Restores', seen)
  new EventRules(stack, 'Rules', { platform: seen, machines })
  const every = [...operationsAlarms(seen, machines), ...chatAlarms('wordpress-prod', 'abcde12345')]
  const { alarms } = new OperationsAlarms(stack, 'Alarms', { alarms: every, topic })
  new OperationsDashboard(stack, 'Dashboard', { platform: seen, machines, alarms, chat: place === 'recovery' })
  return { template: Template.fromStack(stack), machines, here, seen }
}

const { template, machines, here } = deployed()
const of = (type: string): readonly { readonly Properties: Record<string, never> }[] =>
  Object.values(template.findResources(type)) as never

interface Roled {
  readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: readonly object[] } }[]
}

describe('scheduled drills', () => {
  test('are those of the region, at the times that domain gives them, and call start-run in the name of one role', () => {
    const schedules = drillSchedules(platform, names).filter(({ scenario }) => here.includes(scenario))
    template.resourceCountIs('AWS::Scheduler::Schedule', schedules.length)
    for (const each of schedules)
      template.hasResourceProperties('AWS::Scheduler::Schedule', {
        Name: each.name,
        ScheduleExpression: each.expression,
        ScheduleExpressionTimezone: 'Europe/Berlin',
        State: each.scenario === 'file-deletion' ? 'DISABLED' : 'ENABLED',
        FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
        Target: {
          Arn: Match.stringLikeRegexp(':function:wordpress-prod-start-run-recover$'),
          Input: JSON.stringify(scheduledRequest(each)),
          DeadLetterConfig: Match.anyValue(),
          RetryPolicy: { MaximumEventAgeInSeconds: 43_200, MaximumRetryAttempts: 185 },
        },
      })
  })

  test('may start a run and leave word in their queue, and nothing else', () => {
    const role = of('AWS::IAM::Role').find(({ Properties }) => !('RoleName' in Properties))
    const { Policies } = (role?.Properties ?? {}) as unknown as Roled
    expect(Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)).toEqual([
      expect.objectContaining({
        Action: 'lambda:InvokeFunction',
        Resource: expect.stringMatching(/start-run-recover$/),
      }),
      expect.objectContaining({ Action: 'sqs:SendMessage' }),
    ])
  })
})

test('the role in whose name AWS Backup restores for drills is the one that drills pass, and says no more than is rehearsed', () => {
  const role = of('AWS::IAM::Role').find(({ Properties }) => 'RoleName' in Properties)
  expect(role?.Properties.RoleName).toBe(drillRestoreRole(platform))
  const { Policies } = (role?.Properties ?? {}) as unknown as Roled
  const actions = Policies.flatMap(({ PolicyDocument }) =>
    PolicyDocument.Statement.flatMap(each => (each as { readonly Action: string | string[] }).Action),
  )
  expect(actions.toSorted()).toEqual(
    drillRestoreStatements(platform)
      .flatMap(({ Action }) => Action)
      .toSorted(),
  )
})

describe('event rules', () => {
  test('are those that the sandbox rehearses, pattern for pattern, and each may call its function', () => {
    const rules = eventRules(
      platform,
      machines.map(({ arn }) => arn),
    )
    template.resourceCountIs('AWS::Events::Rule', rules.length + 1)
    template.resourceCountIs('AWS::Lambda::Permission', rules.length + 1)
    for (const { name, pattern, reaction } of rules)
      template.hasResourceProperties('AWS::Events::Rule', {
        Name: name,
        EventPattern: pattern,
        Targets: [
          { InputTransformer: { InputTemplate: Match.stringLikeRegexp(reaction ? '"name":"errors"' : 'null}$') } },
        ],
      })
  })

  test('give targets inputs that fit: 8,192 characters at most', () => {
    for (const { Properties } of of('AWS::Events::Rule'))
      expect(JSON.stringify(Properties.Targets).length).toBeLessThan(8192)
  })
})

describe('alarms', () => {
  const alarms = of('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties as Record<string, unknown>)

  test('lead to their articles, and call somebody', () => {
    for (const { AlarmDescription, AlarmActions } of alarms) {
      const link = String(AlarmDescription).split('What to do: ')[1]
      expect(articles.map(articleLink)).toContain(link)
      expect(AlarmActions).toEqual([`arn:aws:sns:us-east-1:${platform.account}:alarms`])
    }
    expect(new Set(alarms.map(({ AlarmName }) => AlarmName)).size).toBe(alarms.length)
  })

  test('ring for each thing that needs a person', () => {
    const led = new Set(alarms.map(({ AlarmDescription }) => String(AlarmDescription).split('#')[1]))
    expect([...led].sort()).toEqual([
      'a-backup-failed',
      'a-copy-failed',
      'a-drill-was-not-started',
      'a-rollback-is-incomplete',
      'a-run-is-held',
      'a-run-is-stuck',
      'an-approval-is-expiring',
      'chat-is-silent',
      'no-drill-has-passed',
      'the-chat-endpoint-is-abused',
    ])
  })

  test('ask for drills only where they are scheduled', () => {
    const asked = (template: Template) =>
      Object.values(template.findResources('AWS::CloudWatch::Alarm'))
        .map(({ Properties }) => String(Properties.AlarmName))
        .filter(name => name.endsWith('-no-drill-has-passed'))
    expect(asked(template)).toHaveLength(here.length)
    const there = deployed('recovery')
    expect(asked(there.template)).toHaveLength(there.here.length)
    expect(there.machines).toHaveLength(2 * scenarios.length)
  })
})

test('the dashboard shows every alarm', () => {
  const [dashboard] = of('AWS::CloudWatch::Dashboard')
  const body = JSON.stringify(dashboard?.Properties.DashboardBody)
  for (const id of Object.keys(template.findResources('AWS::CloudWatch::Alarm'))) expect(body).toContain(id)
})

describe('docs/operating.md', () => {
  const text = readFileSync('docs/operating.md', 'utf8')
  const sections = new Map(
    text
      .split(/^## /m)
      .slice(1)
      .map(section => {
        const [title = '', ...lines] = section.split('\n')
        return [title.toLowerCase().replace(/[^a-z0-9]+/g, '-'), lines.join('\n')] as const
      }),
  )

  test.each(articles)('has an article %s with all of its parts, none of them empty', article => {
    const found = sections.get(article) ?? ''
    const headings = [...found.matchAll(/^### (.+)\n\n(?=\S)/gm)].map(([, heading]) => heading)
    expect(headings).toEqual([...parts])
  })

  test('has no article to which no alarm leads', () => {
    expect([...sections.keys()].sort()).toEqual([...articles].sort())
  })

  test('links only to its own articles', () => {
    const links = [...text.matchAll(/\]\(#([\w-]+)\)/g)].map(([, link]) => link)
    expect(links.filter(link => !(articles as readonly (string | undefined)[]).includes(link))).toEqual([])
  })
})

// Around the machines: buckets, alarms with their articles, the supervisor, and what schedules call.
import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { articles } from '../../infra/articles.ts'
import { SUPERVISE } from '../../infra/constructs/supervision.ts'
import { stackId } from '../../infra/control-regions.ts'
import { CALLED_DOORS } from '../../infra/stacks/operations.ts'
import { arns, evidenceKeyAlias } from '../../lambdas/needs.ts'
import { statementsOf } from '../../lambdas/permissions.ts'
import { machineName } from '../../workflows/language/asl/machine.ts'
import { statementsIn } from './deployed.ts'
import { deployed, machines, named, ofType, regions, roleIn } from './deployed-parts.ts'

test.each(regions)(
  'buckets are versioned, encrypted, private and refuse plain HTTP; evidence can be locked and has its own key ($place)',
  region => {
    const { platform } = region
    const shared = stackId(region, 'shared')
    const buckets = ofType(shared, 'AWS::S3::Bucket')
    const evidence = named(buckets, 'BucketName', platform.muster.evidenceBucket).Properties
    const control = named(buckets, 'BucketName', platform.muster.controlBucket).Properties
    const denied = ofType(shared, 'AWS::S3::BucketPolicy').map(policy => JSON.stringify(policy))

    for (const { Properties } of buckets) {
      expect(Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' })
      expect(Properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      })
    }
    expect(denied.length).toBe(buckets.length)
    for (const policy of denied) expect(policy).toContain('"aws:SecureTransport":"false"')
    expect(evidence.ObjectLockEnabled).toBe(true)
    expect(
      evidence.BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.SSEAlgorithm,
    ).toBe('aws:kms')
    named(ofType(shared, 'AWS::KMS::Alias'), 'AliasName', evidenceKeyAlias(platform))
    expect(evidence.LifecycleConfiguration.Rules).toContainEqual(
      expect.objectContaining({ Prefix: 'exports/', ExpirationInDays: platform.muster.retainDays }),
    )
    expect(control.LifecycleConfiguration.Rules).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ Prefix: 'approvals/', ExpirationInDays: 3 }),
        expect.objectContaining({ Prefix: 'runs/' }),
        ...['starts/', 'attempts/', 'calls/', 'chat/'].map(Prefix =>
          expect.objectContaining({ Prefix, ExpirationInDays: 400 }),
        ),
        expect.objectContaining({ Prefix: 'chat/refused/', ExpirationInDays: 90 }),
      ]),
    )
  },
)

test('every alarm calls somebody and names an article that is in the book, and every article has its alarm', () => {
  const book = readFileSync('docs/operating.md', 'utf8')
  const anchors = [...book.matchAll(/^## (.+)$/gm)].map(([, title]) => anchorOf(title ?? ''))
  const alarms = deployed.stacks.flatMap(stack => ofType(stack, 'AWS::CloudWatch::Alarm'))
  const linked = alarms.map(each => /docs\/operating\.md#([\w-]+)$/.exec(each.Properties.AlarmDescription)?.[1])
  const ofMachines = deployed.stacks
    .filter(stack => machines.some(each => stackId(each, each.scenario.name) === stack))
    .flatMap(stack => ofType(stack, 'AWS::CloudWatch::Alarm'))

  expect(ofMachines.length).toBe(machines.length * 3)
  for (const each of alarms) expect(each.Properties.AlarmActions.length).toBe(1)
  expect(anchors).toEqual(expect.arrayContaining([...articles]))
  expect([...new Set(linked)].sort()).toEqual([...articles].sort())
})

/** As web pages of Markdown make anchors of headings: lower case, words joined by hyphens. */
const anchorOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .replace(/\s/g, '-')

test.each(regions)(
  'the supervisor hears of every machine that ends badly, looks every five minutes, and holds what its contract says ($place)',
  region => {
    const { platform, place } = region
    const shared = stackId(region, 'shared')
    const rules = ofType(shared, 'AWS::Events::Rule').map(({ Properties }) => Properties)
    const ended = rules.find(({ EventPattern }) => EventPattern !== undefined)
    const machineArns = machines
      .filter(each => each.place === place)
      .map(({ scenario, mode }) => arns(platform).stateMachine(machineName(scenario, platform, mode)))

    expect(ended.EventPattern.detail).toEqual({
      status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
      stateMachineArn: machineArns,
    })
    expect(rules.map(({ ScheduleExpression }) => ScheduleExpression)).toContain('rate(5 minutes)')
    for (const { Targets } of rules) {
      const [{ InputTransformer, Input }] = Targets
      const text: string = InputTransformer?.InputTemplate ?? Input
      expect(text).toContain('"step":"supervise"')
      expect(text).toContain(machineArns[0])
    }
    expect(statementsIn(roleIn(shared, { use: SUPERVISE, platform, mode: 'recover' }), 'needs')).toEqual(
      statementsOf(SUPERVISE, platform, 'recover'),
    )
  },
)

test.each(regions)('schedules and events call functions that hold what their contracts say ($place)', region => {
  const { platform } = region
  const stack = stackId(region, 'operations')
  const exist = ofType(stack, 'AWS::Lambda::Function').map(({ Properties }) => Properties.FunctionName)
  const called = [
    ...ofType(stack, 'AWS::Scheduler::Schedule').map(({ Properties }) => Properties.Target.Arn),
    ...ofType(stack, 'AWS::Events::Rule').flatMap(({ Properties }) =>
      Properties.Targets.map(({ Arn }: { readonly Arn: string }) => Arn),
    ),
  ]

  expect(called.length).toBeGreaterThan(0)
  // What goes on to another region's bus calls no function here.
  for (const arn of called.filter(each => !String(each).includes(':event-bus/'))) {
    expect(arn).toContain(`:lambda:${platform.regions.primary}:`)
    expect(exist).toContain(String(arn).split(':').at(-1))
  }
  for (const use of CALLED_DOORS)
    expect(statementsIn(roleIn(stack, { use, platform, mode: 'recover' }), 'needs')).toEqual(
      statementsOf(use, platform, 'recover'),
    )
})

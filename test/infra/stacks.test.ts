// What is deployed is what the printer and the contracts say, and nothing more.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { App, Stack, Validations } from 'aws-cdk-lib'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { AwsSolutionsChecks } from 'cdk-nag'
import type { Platform } from '../../domain/platform.ts'
import type { Place } from '../../domain/platform-places.ts'
import { drillRestoreRole } from '../../domain/restore-role.ts'
import { type Mode, modes } from '../../domain/run.ts'
import { articles } from '../../infra/articles.ts'
import { SUPERVISE } from '../../infra/constructs/supervision.ts'
import { controlRegions, stackId } from '../../infra/control-regions.ts'
import { CALLED_DOORS } from '../../infra/stacks/operations.ts'
import { DECIDE } from '../../infra/stacks/shared.ts'
import { copyRoleName, copyStatements } from '../../lambdas/job-permissions.ts'
import { arns, evidenceKeyAlias } from '../../lambdas/needs.ts'
import { functionName, functionRoleName, kubernetesRulesOf, statementsOf, type Use } from '../../lambdas/permissions.ts'
import { drillRestoreStatements } from '../../lambdas/restore-role-needs.ts'
import { matchesArn } from '../../sandbox/aws/iam/wildcard.ts'
import { platformFor, usesOf } from '../../workflows/deployment.ts'
import { machineName, printMachine } from '../../workflows/language/asl/machine.ts'
import { deployedScenarios, once, platform, type Resource, statementsIn, synthesise } from './deployed.ts'

const deployed = synthesise()
const ofType = (stack: string, type: string): readonly Resource[] =>
  deployed.resources(stack).filter(({ Type }) => Type === type)
const named = (resources: readonly Resource[], property: string, name: string): Resource => {
  const found = resources.find(({ Properties }) => Properties[property] === name)
  if (!found) throw new Error(`nothing is deployed with the ${property} ${name}`)
  return found
}
const regions = controlRegions(platform, deployedScenarios)
/** Each with its control region, whose `platform` is the platform as it is seen from there. */
const machines = regions.flatMap(region =>
  region.scenarios.flatMap(scenario =>
    modes.map(mode => ({ scenario, mode, place: region.place, platform: region.platform })),
  ),
)
const functions = regions.flatMap(region =>
  modes.flatMap(mode =>
    usesOf(region.scenarios, mode).map(use => ({ use, mode, place: region.place, platform: region.platform })),
  ),
)
const verbsOf = (each: { readonly place: Place; readonly mode: Mode }): string => stackId(each, `verbs-${each.mode}`)

interface Deployed {
  readonly use: Use
  readonly mode: Mode
  readonly place: Place
  readonly platform: Platform
}

const roleIn = (stack: string, { use, platform, mode }: Pick<Deployed, 'use' | 'platform' | 'mode'>): Resource =>
  named(ofType(stack, 'AWS::IAM::Role'), 'RoleName', functionRoleName(use.contract, platform, mode))

const roleOf = (each: Deployed): Resource => roleIn(verbsOf(each), each)

test.each(machines)(
  'the machine that is deployed is the printed one, byte for byte ($scenario.name, $mode, $place)',
  each => {
    const { scenario, mode, platform } = each
    const machine = named(
      ofType(stackId(each, scenario.name), 'AWS::StepFunctions::StateMachine'),
      'StateMachineName',
      machineName(scenario, platform, mode),
    )
    const asset = readFileSync(join(deployed.folder, `asset.${machine.Properties.DefinitionS3Location.Key}`))

    expect(asset.equals(Buffer.from(printMachine(scenario, platform, mode)))).toBe(true)
  },
)

test.each(machines)(
  'each placeholder becomes a function that exists and may be invoked ($scenario.name, $mode, $place)',
  each => {
    const { scenario, mode, platform } = each
    const stack = stackId(each, scenario.name)
    const name = machineName(scenario, platform, mode)
    const { Properties } = named(ofType(stack, 'AWS::StepFunctions::StateMachine'), 'StateMachineName', name)
    const placeholders = [...printMachine(scenario, platform, mode).matchAll(/\$\{(\w+)\}/g)].map(([, found]) => found)
    const substitutions: Record<string, string> = Properties.DefinitionSubstitutions
    const [
      {
        'Fn::GetAtt': [roleId],
      } = { 'Fn::GetAtt': [] },
    ] = [Properties.RoleArn]
    const template = JSON.parse(readFileSync(join(deployed.folder, `${stack}.template.json`), 'utf8'))
    const exists = ofType(verbsOf(each), 'AWS::Lambda::Function').map(each => each.Properties.FunctionName)

    expect(Object.keys(substitutions).sort()).toEqual([...new Set(placeholders)].sort())
    expect(statementsIn(template.Resources[roleId], 'invoke')).toEqual([
      { Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: Object.values(substitutions) },
    ])
    expect(exists).toEqual(expect.arrayContaining(Object.values(substitutions).map(arn => arn.split(':').at(-1))))
  },
)

test('a machine is traced, logged without inputs and outputs, and rings when a run fails, times out or is stopped', () => {
  for (const each of machines) {
    const { scenario, mode, platform } = each
    const stack = stackId(each, scenario.name)
    const name = machineName(scenario, platform, mode)
    const { Properties } = named(ofType(stack, 'AWS::StepFunctions::StateMachine'), 'StateMachineName', name)
    const alarms = ofType(stack, 'AWS::CloudWatch::Alarm').filter(each =>
      each.Properties.AlarmName.startsWith(`${name}-`),
    )

    expect(Properties.TracingConfiguration).toEqual({ Enabled: true })
    expect(Properties.LoggingConfiguration).toMatchObject({ IncludeExecutionData: false, Level: 'ALL' })
    named(ofType(stack, 'AWS::Logs::LogGroup'), 'LogGroupName', `/aws/vendedlogs/states/${name}`)
    expect(alarms.map(each => each.Properties.MetricName).sort()).toEqual([
      'ExecutionsAborted',
      'ExecutionsFailed',
      'ExecutionsTimedOut',
    ])
  }
})

test.each(functions)(
  'the role of $use.contract.name, $mode, $place, holds what its contract needs and what every function needs',
  each => {
    const { use, mode, platform } = each
    const role = roleOf(each)

    expect(statementsIn(role, 'needs')).toEqual(statementsOf(use, platform, mode))
    expect(statementsIn(role, 'running').map(({ Action }) => Action)).toEqual([
      ['logs:CreateLogStream', 'logs:PutLogEvents'],
      ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
    ])
    expect(role.Properties.Policies.length).toBe(statementsOf(use, platform, mode).length > 0 ? 2 : 1)
    expect(role.Properties.ManagedPolicyArns).toBeUndefined()
    // IAM allows 10,240 characters for all inline policies of a role together.
    expect(JSON.stringify(role.Properties.Policies).length).toBeLessThan(10_240)
  },
)

test('no policy stands beside the roles, where it would not be compared with the contracts', () => {
  for (const stack of deployed.stacks) {
    expect(ofType(stack, 'AWS::IAM::Policy')).toEqual([])
    expect(ofType(stack, 'AWS::IAM::ManagedPolicy')).toEqual([])
  }
})

test.each(functions)('$use.contract.name, $mode, $place, ends before its task gives up on it', each => {
  const { use, mode, platform } = each
  const name = functionName(use.contract, platform, mode)
  const { Properties } = named(ofType(verbsOf(each), 'AWS::Lambda::Function'), 'FunctionName', name)
  const tasks = tasksOf(mode, use.contract.name)

  expect(Properties).toMatchObject({
    Runtime: 'nodejs24.x',
    Architectures: ['arm64'],
    Timeout: use.contract.timeout,
    TracingConfig: { Mode: 'Active' },
    Environment: {
      Variables: {
        CONTROL_BUCKET: platform.muster.controlBucket,
        EVIDENCE_BUCKET: platform.muster.evidenceBucket,
        PLATFORM: 'wordpress-prod',
        ACCOUNT_ID: platform.account,
      },
    },
  })
  expect(tasks.length).toBeGreaterThan(0)
  for (const task of tasks) expect(task.TimeoutSeconds).toBeGreaterThan(Properties.Timeout)
})

interface Task {
  readonly TimeoutSeconds: number
  readonly Arguments?: { readonly FunctionName?: string }
}

/** Every task of a mode's machines, in branches too, that invokes the verb. */
function tasksOf(mode: Mode, verb: string): readonly Task[] {
  const camel = verb.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  return tasksIn(mode).filter(({ Arguments }) => Arguments?.FunctionName === `\${${camel}}`)
}

const tasksIn = once((mode: Mode) => {
  const found: Task[] = []
  for (const scenario of deployedScenarios)
    JSON.parse(printMachine(scenario, platformFor(scenario, platform), mode), (_, value: Task) => {
      if (value?.Arguments?.FunctionName) found.push(value)
      return value
    })
  return found
})

test('a wildcard stands alone only where a contract says so, or where AWS has nothing narrower', () => {
  const declared = new Set(functions.flatMap(({ use, mode, platform }) => anywhere(statementsOf(use, platform, mode))))
  const basic = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments']
  for (const each of functions) {
    const role = roleOf(each)
    const wild = anywhere(['needs', 'running'].flatMap(policy => statementsIn(role, policy)))

    expect(wild.filter(action => !declared.has(action) && !basic.includes(action))).toEqual([])
  }
})

const anywhere = (statements: ReturnType<typeof statementsIn>): readonly string[] =>
  statements.flatMap(({ Action, Resource }) => (Resource.includes('*') ? Action : []))

test.each(regions)('no function of a drill may change what production runs on ($place)', ({ platform, place }) => {
  const { cluster, instance, vault } = arns(platform)
  const { clusterId, secret, masterSecret, readerSecret, vault: vaultName } = platform.database
  const secrets = [secret, masterSecret, readerSecret].map(name =>
    arns(platform).secret(name).replace('??????', 'a1B2c3'),
  )
  const production = [cluster(clusterId), instance(`${clusterId}-1`), vault(vaultName), ...secrets]
  const changes = functions
    .filter(each => each.mode === 'drill' && each.place === place)
    .flatMap(each => statementsIn(roleOf(each), 'needs'))
    .filter(({ Resource }) => Resource.some(pattern => production.some(arn => matchesArn(pattern, arn))))
    .flatMap(({ Action }) => Action.filter(action => !harmless(action)))

  expect(changes).toEqual([])
})

/** Reads; a restore, which needs its source as a resource; and SQL, through a login that may only SELECT. */
const harmless = (action: string): boolean =>
  /:(Describe|Get|List|Restore)[A-Z]/.test(action) || action === 'rds-data:ExecuteStatement'

test('only the function for decisions may answer a task token', () => {
  const answers = (role: Resource) => JSON.stringify(role).includes('states:SendTask')
  for (const region of regions) {
    const { platform } = region
    const decides = roleIn(stackId(region, 'shared'), { use: DECIDE, platform, mode: 'recover' })

    expect(answers(decides)).toBe(true)
    expect(statementsIn(decides, 'needs')).toEqual(statementsOf(DECIDE, platform, 'recover'))
  }
  expect(functions.map(roleOf).filter(answers)).toEqual([])
})

test('functions that speak Kubernetes enter the cluster in their own group and that of their mode, and no other function does', () => {
  for (const region of regions)
    for (const mode of modes) {
      const { platform, place, scenarios } = region
      const entries = ofType(verbsOf({ place, mode }), 'AWS::EKS::AccessEntry')
      const speaking = usesOf(scenarios, mode).filter(use => kubernetesRulesOf(use, platform, mode).length > 0)

      expect(entries.length).toBe(speaking.length)
      expect(entries.map(({ Properties }) => (Properties.KubernetesGroups as readonly string[])[1]).sort()).toEqual(
        speaking.map(({ contract }) => `muster-${mode}:${contract.name}`).sort(),
      )
      for (const { Properties } of entries) {
        expect(Properties).toMatchObject({ ClusterName: platform.kubernetes.clusterName, Type: 'STANDARD' })
        expect((Properties.KubernetesGroups as readonly string[])[0]).toBe(`muster-${mode}`)
        expect(Properties.AccessPolicies).toBeUndefined()
      }
    }
})

test('a stack stays within the limits of CloudFormation: 500 resources and a template of 1 MB', () => {
  for (const stack of deployed.stacks) {
    expect(deployed.resources(stack).length).toBeLessThan(500)
    expect(deployed.templateBytes(stack)).toBeLessThan(1_000_000)
  }
})

test('the checks of AWS Solutions find nothing, and would have', () => {
  const careless = new App()
  new Bucket(new Stack(careless, 'careless'), 'Bucket')
  const findings = (app: App) => new AwsSolutionsChecks().validateScope(app).violations.map(({ ruleName }) => ruleName)

  expect(findings(deployed.app)).toEqual([])
  expect(findings(careless)).toEqual(expect.arrayContaining(['AwsSolutions-S1', 'AwsSolutions-S10']))
})

test('every exception from those checks is for one finding and has its reason', () => {
  const exceptions = deployed.app.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as Record<string, unknown>))

  expect(exceptions.length).toBeGreaterThan(0)
  for (const [rule, reason] of exceptions) {
    expect(rule).toMatch(/AwsSolutions-(S1|SQS3|APIG4|IAM5\[Resource::.*\*.*\])$/)
    expect(JSON.stringify(reason).length).toBeGreaterThan(40)
  }
})

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

test.each(regions)(
  'pods that copy files get the role that a rehearsal gives them, in production and in drills, and no other pod does ($place)',
  region => {
    const { platform } = region
    const shared = stackId(region, 'shared')
    const role = named(ofType(shared, 'AWS::IAM::Role'), 'RoleName', copyRoleName(platform))

    expect(statementsIn(role, 'needs')).toEqual(copyStatements(platform))
    expect(
      ofType(shared, 'AWS::EKS::PodIdentityAssociation').map(
        ({ Properties }) => `${Properties.Namespace}/${Properties.ServiceAccount}`,
      ),
    ).toEqual(['wordpress/muster-copy', 'muster-drill/muster-copy'])
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

test.each(regions)(
  'drills restore in the name of a role of their own, which AWS Backup alone may take ($place)',
  region => {
    const role = named(
      ofType(stackId(region, 'shared'), 'AWS::IAM::Role'),
      'RoleName',
      drillRestoreRole(region.platform),
    )

    expect(statementsIn(role, 'restore')).toEqual(drillRestoreStatements(region.platform))
    expect(JSON.stringify(role.Properties.AssumeRolePolicyDocument)).toContain('backup.amazonaws.com')
  },
)

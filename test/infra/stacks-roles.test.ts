// Roles hold what the contracts of their functions say, and nothing more.
import { expect, test } from '@jest/globals'
import { drillRestoreRole } from '../../domain/restore-role.ts'
import { type Mode, modes } from '../../domain/run.ts'
import { stackId } from '../../infra/control-regions.ts'
import { DECIDE } from '../../infra/stacks/shared.ts'
import { copyRoleName, copyStatements } from '../../lambdas/job-permissions.ts'
import { arns } from '../../lambdas/needs.ts'
import { functionName, kubernetesRulesOf, statementsOf } from '../../lambdas/permissions.ts'
import { drillRestoreStatements } from '../../lambdas/restore-role-needs.ts'
import { matchesArn } from '../../sandbox/aws/iam/wildcard.ts'
import { platformFor, usesOf } from '../../workflows/deployment.ts'
import { printMachine } from '../../workflows/language/asl/machine.ts'
import { deployedScenarios, once, platform, type Resource, statementsIn } from './deployed.ts'
import { deployed, functions, named, ofType, regions, roleIn, roleOf, verbsOf } from './deployed-parts.ts'

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

// The state machine of a scenario in one mode: the printed definition as it is, and leave to invoke its functions.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Stage } from 'aws-cdk-lib'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions'
import { Construct } from 'constructs'
import { kebabToCamel } from '../../domain/names.ts'
import type { Platform } from '../../domain/platform.ts'
import type { Mode } from '../../domain/run.ts'
import { functionName, type Statement } from '../../lambdas/permissions.ts'
import { definitionOf } from '../../workflows/deployment.ts'
import { machineName } from '../../workflows/language/asl/machine.ts'
import { contractsOf } from '../../workflows/language/asl/used.ts'
import type { Scenario } from '../../workflows/language/nodes.ts'
import { functionArn, machineLogGroup } from '../names.ts'
import { acknowledgeWildcards, allowing, policyOf } from '../policy.ts'
import { RunLogGroup } from './log-group.ts'
import { MachineAlarms } from './machine-alarms.ts'

export interface ScenarioMachineProps {
  readonly scenario: Scenario
  readonly platform: Platform
  readonly mode: Mode
}

/** CloudWatch Logs gives deliveries no resource level, and X-Ray gives its actions none either. */
const OBSERVING: readonly Statement[] = [
  allowing(
    [
      'logs:CreateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:DescribeLogGroups',
      'logs:DescribeResourcePolicies',
      'logs:GetLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:UpdateLogDelivery',
    ],
    ['*'],
  ),
  allowing(
    ['xray:GetSamplingRules', 'xray:GetSamplingTargets', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
    ['*'],
  ),
]

export class ScenarioMachine extends Construct {
  readonly machine: StateMachine

  constructor(scope: Construct, id: string, props: ScenarioMachineProps) {
    super(scope, id)
    const { scenario, platform, mode } = props
    const name = machineName(scenario, platform, mode)
    if (name.length > 80) throw new Error(`the machine name ${name} has ${name.length} characters; 80 are allowed`)
    const functions = functionsOf(props)
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: name,
      stateMachineType: StateMachineType.STANDARD,
      comment: scenario.title,
      definitionBody: DefinitionBody.fromFile(definitionFile(this, props, name)),
      definitionSubstitutions: functions,
      role: roleFor(this, Object.values(functions)).withoutPolicyUpdates(),
      tracingEnabled: true,
      logs: {
        destination: new RunLogGroup(this, 'Logs', { name: machineLogGroup(name) }),
        level: LogLevel.ALL,
        // Inputs and results may name people's data; histories hold them for whoever may read those.
        includeExecutionData: false,
      },
    })
    new MachineAlarms(this, 'Alarms', { machine: this.machine, name, mode, platform })
  }
}

/** ARN by placeholder. The same list is substituted into the definition and granted: they cannot drift apart. */
function functionsOf({ scenario, platform, mode }: ScenarioMachineProps): Record<string, string> {
  const contracts = contractsOf(scenario, mode)
  return Object.fromEntries(
    contracts.map(each => [kebabToCamel(each.name), functionArn(platform, functionName(each, platform, mode))]),
  )
}

/** Uploaded as a file: a template holds at most 1 MB, and nothing must come between printer and Step Functions. */
function definitionFile(scope: Construct, { scenario, platform, mode }: ScenarioMachineProps, name: string): string {
  // Of the same name in both regions, and not the same text: names of keys, vaults and clusters differ.
  const folder = join(Stage.of(scope)?.outdir ?? '', 'definitions', platform.regions.primary)
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${name}.asl.json`)
  writeFileSync(file, definitionOf(scenario, platform, mode))
  return file
}

function roleFor(scope: Construct, functions: readonly string[]): Role {
  const role = new Role(scope, 'Role', {
    description: 'Muster: invokes the functions of one machine, and nothing else',
    assumedBy: new ServicePrincipal('states.amazonaws.com'),
    inlinePolicies: {
      invoke: policyOf([allowing(['lambda:InvokeFunction'], functions)]),
      observe: policyOf(OBSERVING),
    },
  })
  acknowledgeWildcards(
    role,
    OBSERVING,
    'Log deliveries and X-Ray have no resource level (Service Authorization Reference).',
  )
  return role
}

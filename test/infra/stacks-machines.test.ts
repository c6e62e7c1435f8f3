// The machines that are deployed are the printed ones, with functions to invoke, traces, logs and alarms.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { stackId } from '../../infra/control-regions.ts'
import { machineName, printMachine } from '../../workflows/language/asl/machine.ts'
import { statementsIn } from './deployed.ts'
import { deployed, machines, named, ofType, verbsOf } from './deployed-parts.ts'

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

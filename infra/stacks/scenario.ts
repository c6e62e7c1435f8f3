// One scenario: its machine for real runs and its machine for drills.
import { Stack, type StackProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Platform } from '../../domain/platform.ts'
import { modes } from '../../domain/run.ts'
import type { Scenario } from '../../workflows/language/nodes.ts'
import { ScenarioMachine } from '../constructs/scenario-machine.ts'

export interface ScenarioStackProps extends StackProps {
  readonly platform: Platform
  readonly scenario: Scenario
}

export class ScenarioStack extends Stack {
  constructor(scope: Construct, id: string, { platform, scenario, ...props }: ScenarioStackProps) {
    super(scope, id, props)
    for (const mode of modes) new ScenarioMachine(this, mode, { scenario, platform, mode })
  }
}

// The functions of one mode, once each, whichever scenarios use them, and their way into the cluster.
import { Stack, type StackProps } from 'aws-cdk-lib'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import type { Platform } from '../../domain/platform.ts'
import type { Mode } from '../../domain/run.ts'
import { kubernetesRulesOf, type Use } from '../../lambdas/permissions.ts'
import { ClusterAccess } from '../constructs/cluster-access.ts'
import { VerbFunction } from '../constructs/verb-function.ts'
import type { FunctionCode } from '../function-code.ts'
import { functionLogGroup } from '../names.ts'

export interface VerbsStackProps extends StackProps {
  readonly platform: Platform
  readonly mode: Mode
  readonly uses: readonly Use[]
  readonly code: FunctionCode
}

/** Two or three resources a function: some 160 functions before the limit of 500 resources. */
export class VerbsStack extends Stack {
  constructor(scope: Construct, id: string, { platform, mode, uses, code, ...props }: VerbsStackProps) {
    super(scope, id, props)
    const logGroup = LogGroup.fromLogGroupName(this, 'Logs', functionLogGroup(platform, mode))
    for (const use of uses) {
      const { name } = use.contract
      const { role } = new VerbFunction(this, name, { use, platform, mode, code: code(name), logGroup })
      if (kubernetesRulesOf(use, platform, mode).length > 0) {
        new ClusterAccess(this, `${name}-in-cluster`, { platform, mode, contract: use.contract, role })
      }
    }
  }
}

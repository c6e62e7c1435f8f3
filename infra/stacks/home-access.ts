// In the primary region: lets functions of the recovery region into production's cluster, for as long as that answers.
import { Stack, type StackProps } from 'aws-cdk-lib'
import { CfnAccessEntry } from 'aws-cdk-lib/aws-eks'
import type { Construct } from 'constructs'
import type { Platform } from '../../domain/platform.ts'
import { type Mode, modes } from '../../domain/run.ts'
import { groupsOf } from '../../lambdas/kubernetes-grants.ts'
import { arns } from '../../lambdas/needs.ts'
import { functionRoleName, homeRulesOf, type Use } from '../../lambdas/permissions.ts'
import { usesOf } from '../../workflows/deployment.ts'
import type { Scenario } from '../../workflows/language/nodes.ts'

export interface Visitor {
  readonly use: Use
  readonly mode: Mode
}

export interface HomeAccessProps extends StackProps {
  /** As it stands in the recovery region, whose functions these are. */
  readonly platform: Platform
  readonly visitors: readonly Visitor[]
}

/** Functions of the recovery region that reach out to production, to fence it and for little else. */
export const visitorsOf = (scenarios: readonly Scenario[], platform: Platform): readonly Visitor[] =>
  modes.flatMap(mode =>
    usesOf(scenarios, mode)
      .filter(use => homeRulesOf(use, platform, mode).length > 0)
      .map(use => ({ use, mode })),
  )

/** Roles are named and not referred to: nothing of the recovery region may depend on a stack of the primary one. */
export class HomeAccessStack extends Stack {
  constructor(scope: Construct, id: string, { platform, visitors, ...props }: HomeAccessProps) {
    super(scope, id, props)
    for (const { use, mode } of visitors)
      new CfnAccessEntry(this, `${use.contract.name}-${mode}`, {
        clusterName: platform.home.clusterName,
        principalArn: arns(platform).role(functionRoleName(use.contract, platform, mode)),
        kubernetesGroups: [...groupsOf(use.contract, mode)],
        type: 'STANDARD',
      })
  }
}

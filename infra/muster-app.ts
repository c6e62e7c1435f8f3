// The whole deployment for one platform: a shared stack, a stack of functions for each mode, a stack for each scenario.
import { App, Tags, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { type Platform, platformName } from '../domain/platform.ts'
import { modes } from '../domain/run.ts'
import { usesOf } from '../workflows/deployment.ts'
import { machineName } from '../workflows/language/asl/machine.ts'
import type { Scenario } from '../workflows/language/nodes.ts'
import { SUPERVISE } from './constructs/supervision.ts'
import type { FunctionCode } from './function-code.ts'
import { stackName } from './names.ts'
import { ScenarioStack } from './stacks/scenario.ts'
import { DECIDE, SharedStack } from './stacks/shared.ts'
import { VerbsStack } from './stacks/verbs.ts'

export interface MusterAppProps {
  readonly platform: Platform
  readonly scenarios: readonly Scenario[]
  readonly code: FunctionCode
  /** Folder of the cloud assembly; without it CDK makes a temporary one. */
  readonly outdir?: string
}

const CONTEXT = {
  // Access logs are permitted by bucket policies; the older way needs access control lists, which are off here.
  '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true,
  // What CloudFormation would refuse at deployment fails here.
  '@aws-cdk/core:validateAgainstDefaultRules': true,
}

/** Nothing is looked up: account and regions come from the platform's description. */
export function musterApp({ platform, scenarios, code, outdir }: MusterAppProps): App {
  const app = new App({ outdir, analyticsReporting: false, context: CONTEXT })
  Validations.of(app).addPlugins(new AwsSolutionsChecks())
  // Every scenario is controlled from the primary region so far; losing that region will bring the recovery region here.
  const env = { account: platform.account, region: platform.regions.primary }
  const named = (part: string) => ({ env, stackName: stackName(platform, part) })
  const machines = scenarios.flatMap(scenario => modes.map(mode => machineName(scenario, platform, mode)))
  const shared = new SharedStack(app, 'shared', { ...named('shared'), platform, machines, code })
  const verbs = modes.flatMap(mode => {
    const uses = usesOf(scenarios, mode)
    // CloudFormation refuses a stack without resources.
    if (uses.length === 0) return []
    const stack = new VerbsStack(app, `verbs-${mode}`, { ...named(`verbs-${mode}`), platform, mode, uses, code })
    // Functions log to its groups and need its buckets.
    stack.addStackDependency(shared)
    return [stack]
  })
  for (const scenario of scenarios) {
    const stack = new ScenarioStack(app, scenario.name, { ...named(scenario.name), platform, scenario })
    for (const each of verbs) stack.addStackDependency(each)
  }
  Tags.of(app).add('muster:platform', platformName(platform))
  return app
}

/** Names of all verbs that are deployed, in any mode. */
export const deployedVerbs = (scenarios: readonly Scenario[]): readonly string[] =>
  [
    ...new Set([DECIDE, SUPERVISE, ...modes.flatMap(mode => usesOf(scenarios, mode))].map(use => use.contract.name)),
  ].sort()

// The whole deployment for one platform, in both of its regions: shared parts, functions by mode, a stack for each scenario.
import { App, type Stack, Tags, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { type Platform, platformName } from '../domain/platform.ts'
import { modes } from '../domain/run.ts'
import { chatDoors } from '../lambdas/chat-doors.ts'
import { doors, heartbeat } from '../lambdas/doors.ts'
import { usesOf } from '../workflows/deployment.ts'
import { machineName } from '../workflows/language/asl/machine.ts'
import type { Scenario } from '../workflows/language/nodes.ts'
import { SUPERVISE } from './constructs/supervision.ts'
import { type ControlRegion, chatHostedIn, controlRegions, stackId } from './control-regions.ts'
import type { FunctionCode } from './function-code.ts'
import { stackName } from './names.ts'
import { ApiStack } from './stacks/api.ts'
import { ChatStack } from './stacks/chat.ts'
import { HeartbeatStack } from './stacks/heartbeat.ts'
import { HomeAccessStack, visitorsOf } from './stacks/home-access.ts'
import { OperationsStack } from './stacks/operations.ts'
import { ScenarioStack } from './stacks/scenario.ts'
import { SharedStack } from './stacks/shared.ts'
import { TrafficStack } from './stacks/traffic.ts'
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
  const all = scenarios.map(({ name }) => name)
  const deployed = controlRegions(platform, scenarios).map(region => ({ region, ...inRegion(app, region, code) }))
  for (const { region, shared, verbs } of deployed) {
    const operations = { ...at(region, 'operations'), region, all, code }
    new OperationsStack(app, stackId(region, 'operations'), operations).addStackDependency(shared)
    wayIn(app, { platform, region, shared, code })
    if (region.place === 'primary')
      new HeartbeatStack(app, 'heartbeat', { ...at(region, 'heartbeat'), platform, code }).addStackDependency(shared)
    else {
      new TrafficStack(app, stackId(region, 'traffic'), { ...at(region, 'traffic'), platform: region.platform })
        // It calls the shared topic.
        .addStackDependency(shared)
      homeAccess(app, { platform, region, verbs })
    }
  }
  Tags.of(app).add('muster:platform', platformName(platform))
  return app
}

/** Stacks are called the same in both regions: when the regions change places, a deployment finds them again. */
const at = ({ platform }: Pick<ControlRegion, 'platform'>, part: string) => ({
  env: { account: platform.account, region: platform.regions.primary },
  stackName: stackName(platform, part),
})

/** What both regions have alike. Nothing in one refers to the other. */
function inRegion(app: App, region: ControlRegion, code: FunctionCode) {
  const { platform, scenarios } = region
  const id = (part: string) => stackId(region, part)
  const machines = scenarios.flatMap(scenario => modes.map(mode => machineName(scenario, platform, mode)))
  const shared = new SharedStack(app, id('shared'), { ...at(region, 'shared'), platform, machines, code })
  const verbs = modes.flatMap(mode => {
    const uses = usesOf(scenarios, mode)
    // CloudFormation refuses a stack without resources.
    if (uses.length === 0) return []
    const part = `verbs-${mode}`
    const stack = new VerbsStack(app, id(part), { ...at(region, part), platform, mode, uses, code })
    // Functions log to its groups and need its buckets.
    stack.addStackDependency(shared)
    return [stack]
  })
  for (const scenario of scenarios) {
    const stack = new ScenarioStack(app, id(scenario.name), { ...at(region, scenario.name), platform, scenario })
    for (const each of verbs) stack.addStackDependency(each)
  }
  return { shared, verbs }
}

interface Entrance extends Pick<MusterAppProps, 'platform' | 'code'> {
  readonly region: ControlRegion
  readonly shared: Stack
}

/** For people and their programs; for Slack too, in the region that hosts chat. */
function wayIn(app: App, { platform, region, shared, code }: Entrance): void {
  const chat = chatHostedIn(region)
  const api = new ApiStack(app, stackId(region, 'api'), { ...at(region, 'api'), region, code })
  // It logs to the shared groups, and its alarm calls the shared topic.
  api.addStackDependency(shared)
  if (!chat) return
  const { scenarios } = region
  const stack = new ChatStack(app, stackId(region, 'chat'), { ...at(region, 'chat'), platform, chat, scenarios, code })
  stack.addStackDependency(shared)
  // The API may call only what is there.
  api.addStackDependency(stack)
}

interface Reaching {
  /** As it stands in the primary region, where the cluster is. */
  readonly platform: Platform
  readonly region: ControlRegion
  readonly verbs: readonly Stack[]
}

function homeAccess(app: App, { platform, region, verbs }: Reaching): void {
  const visitors = visitorsOf(region.scenarios, region.platform)
  if (visitors.length === 0) return
  const props = { ...at({ platform }, 'home-access'), platform: region.platform, visitors }
  const stack = new HomeAccessStack(app, 'home-access', props)
  // EKS takes only roles that exist.
  for (const each of verbs) stack.addStackDependency(each)
}

/** Names of all verbs that are deployed, in any mode and region. */
export const deployedVerbs = (scenarios: readonly Scenario[]): readonly string[] =>
  [
    ...new Set(
      [SUPERVISE, heartbeat, ...doors, ...chatDoors, ...modes.flatMap(mode => usesOf(scenarios, mode))].map(
        use => use.contract.name,
      ),
    ),
  ].sort()

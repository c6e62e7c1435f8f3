// Where chat is hosted in another region: Muster's events go on to that region's bus, in the name of a role for just that.
import { CfnRule } from 'aws-cdk-lib/aws-events'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import { newsPattern } from '../../domain/event-rules.ts'
import { type Platform, platformName } from '../../domain/platform.ts'
import { allowing, policyOf } from '../policy.ts'

/** Seconds for which EventBridge tries: what is older is said by the next event, whose thread shows all that is known. */
const OLDEST = 3600

/** A region that is dark hears nothing, and chat being silent stops no run. */
export class EventForward extends Construct {
  constructor(scope: Construct, id: string, platform: Platform) {
    super(scope, id)
    const { regions, account } = platform
    const bus = `arn:aws:events:${regions.recovery}:${account}:event-bus/default`
    const role = new Role(this, 'Role', {
      description: `Muster: lets EventBridge send events to the bus of ${regions.recovery}, and nothing else`,
      assumedBy: new ServicePrincipal('events.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
      inlinePolicies: { forward: policyOf([allowing(['events:PutEvents'], [bus])]) },
    })
    new CfnRule(this, 'Rule', {
      name: `${platformName(platform)}-events-to-chat`,
      description: `What runs of this region tell is told in ${regions.recovery}, which hosts chat.`,
      eventPattern: newsPattern(platform),
      targets: [
        {
          id: 'bus',
          arn: bus,
          roleArn: role.roleArn,
          retryPolicy: { maximumEventAgeInSeconds: OLDEST, maximumRetryAttempts: 185 },
        },
      ],
    })
  }
}

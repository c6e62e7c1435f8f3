// What EventBridge tells Muster: failed backups, endings that need a person, the platform's reactions, and time to look after runs.
import { CfnRule } from 'aws-cdk-lib/aws-events'
import { CfnPermission } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import { doorNamed } from '../../domain/deployed-names.ts'
import { type EventRule, eventRules, TARGET_PATHS, targetTemplate } from '../../domain/event-rules.ts'
import { type Platform, platformName } from '../../domain/platform.ts'
import type { LookedAfter } from '../../domain/watchfulness.ts'
import { functionArn } from '../names.ts'

export interface EventRulesProps {
  readonly platform: Platform
  /** Every machine of the region: `machinesOf`. */
  readonly machines: readonly LookedAfter[]
}

/** EventBridge tries for an hour at most: `on-event` takes no notice of what is older. */
const OLDEST_SECONDS = 3600

/** Written out rather than by `Rule`: what is rehearsed is what is deployed, word for word. */
export class EventRules extends Construct {
  constructor(scope: Construct, id: string, { platform, machines }: EventRulesProps) {
    super(scope, id)
    const arnOf = (door: string) => functionArn(platform, doorNamed(platformName(platform), door))
    for (const rule of eventRules(
      platform,
      machines.map(({ arn }) => arn),
    ))
      this.#ruleTo(arnOf('on-event'), noticing(rule, arnOf('on-event')))
    const looking = arnOf('look-after-runs')
    this.#ruleTo(looking, {
      name: `${platformName(platform)}-look-after-runs`,
      description: 'Looks for runs that do not end, questions about to expire, and drills that have not passed.',
      scheduleExpression: 'rate(5 minutes)',
      // The next look is five minutes away, and sees what this one would have seen.
      targets: [target(looking, { input: JSON.stringify({ machines }), retryPolicy: { maximumRetryAttempts: 0 } })],
    })
  }

  #ruleTo(functionArn: string, props: { readonly name: string } & ConstructorParameters<typeof CfnRule>[2]): void {
    const rule = new CfnRule(this, props.name, props)
    new CfnPermission(this, `${props.name}-may-call`, {
      action: 'lambda:InvokeFunction',
      functionName: functionArn,
      principal: 'events.amazonaws.com',
      sourceArn: rule.attrArn,
    })
  }
}

const noticing = ({ name, description, pattern, reaction }: EventRule, arn: string) => ({
  name,
  description,
  eventPattern: pattern,
  targets: [
    target(arn, {
      inputTransformer: { inputPathsMap: { ...TARGET_PATHS }, inputTemplate: targetTemplate(reaction) },
      retryPolicy: { maximumEventAgeInSeconds: OLDEST_SECONDS, maximumRetryAttempts: 185 },
    }),
  ],
})

const target = (arn: string, rest: Omit<CfnRule.TargetProperty, 'arn' | 'id'>): CfnRule.TargetProperty => ({
  id: 'function',
  arn,
  ...rest,
})

// Chat, in the recovery region only: a command of Slack has one address, and that must outlive the primary region.
import { Duration, Stack, type StackProps } from 'aws-cdk-lib'
import { CfnRule } from 'aws-cdk-lib/aws-events'
import { CfnPermission, EventInvokeConfig } from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { type Chat, chatSettingsText } from '../../domain/chat/settings.ts'
import { doorNamed } from '../../domain/deployed-names.ts'
import { newsPattern } from '../../domain/event-rules.ts'
import { type Platform, platformName } from '../../domain/platform.ts'
import { announce } from '../../lambdas/announce/contract.ts'
import { chatDoors } from '../../lambdas/chat-doors.ts'
import { slackWork } from '../../lambdas/slack-work/contract.ts'
import { chatPlatform, chatSettingsOf } from '../../workflows/chat/settings.ts'
import type { Scenario } from '../../workflows/language/nodes.ts'
import { VerbFunction } from '../constructs/verb-function.ts'
import type { FunctionCode } from '../function-code.ts'
import { functionLogGroup } from '../names.ts'

export interface ChatStackProps extends StackProps {
  /** As it is described. */
  readonly platform: Platform
  readonly chat: Chat
  readonly scenarios: readonly Scenario[]
  readonly code: FunctionCode
}

/**
 * How long Lambda tries what nobody waits for. A word of Slack that is minutes old must not be carried out: whoever said
 * it has meanwhile done something else. News stays news for an hour.
 */
const TRIED_FOR = { [slackWork.name]: Duration.minutes(5), [announce.name]: Duration.hours(1) }

/** The secret that it reads is people's to make (docs/slack-app-manifest.yaml): what a template makes, a template shows. */
export class ChatStack extends Stack {
  constructor(scope: Construct, id: string, { platform: described, chat, scenarios, code, ...props }: ChatStackProps) {
    super(scope, id, props)
    const platform = chatPlatform(described)
    const logGroup = LogGroup.fromLogGroupName(this, 'Logs', functionLogGroup(platform, 'recover'))
    const settings = { CHAT: chatSettingsText(chatSettingsOf({ platform: described, chat, scenarios })) }
    const functions = chatDoors.map(use => {
      const { name } = use.contract
      return new VerbFunction(this, name, { use, platform, mode: 'recover', code: code(name), logGroup, settings })
        .function
    })
    for (const [index, { contract }] of chatDoors.entries()) {
      const [made, maxEventAge] = [functions[index], TRIED_FOR[contract.name]]
      if (made && maxEventAge)
        new EventInvokeConfig(this, `${contract.name}-tries`, { function: made, maxEventAge, retryAttempts: 2 })
    }
    this.#hear(platform, functions[chatDoors.findIndex(({ contract }) => contract === announce)]?.functionArn ?? '')
  }

  /** Events of this region, and those that the primary region sends on. */
  #hear(platform: Platform, announcing: string): void {
    const rule = new CfnRule(this, 'News', {
      name: doorNamed(platformName(platform), announce.name),
      description: 'What runs tell is told in chat.',
      eventPattern: newsPattern(platform),
      targets: [{ id: announce.name, arn: announcing }],
    })
    new CfnPermission(this, 'NewsMayCall', {
      action: 'lambda:InvokeFunction',
      functionName: announcing,
      principal: 'events.amazonaws.com',
      sourceArn: rule.attrArn,
    })
  }
}

// The way in for people and their programs: the HTTP API of a control region, and the function behind it.
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Topic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import { apiRoutes, chatRoute } from '../../domain/api/routes.ts'
import { doorNamed } from '../../domain/deployed-names.ts'
import { chatAlarms } from '../../domain/operations-alarms.ts'
import { type Platform, platformName } from '../../domain/platform.ts'
import { api } from '../../lambdas/api/contract.ts'
import { doors } from '../../lambdas/doors.ts'
import type { Use } from '../../lambdas/permissions.ts'
import { slack } from '../../lambdas/slack/contract.ts'
import { HttpApi, type Route } from '../constructs/http-api.ts'
import { OperationsAlarms } from '../constructs/operations-alarms.ts'
import { VerbFunction } from '../constructs/verb-function.ts'
import { type ControlRegion, chatHostedIn } from '../control-regions.ts'
import type { FunctionCode } from '../function-code.ts'
import { alarmTopicArn, functionArn, functionLogGroup } from '../names.ts'

export interface ApiStackProps extends StackProps {
  readonly region: ControlRegion
  readonly code: FunctionCode
}

export const API = doors.find(({ contract }) => contract === api) as Use

export class ApiStack extends Stack {
  constructor(scope: Construct, id: string, { region, code, ...props }: ApiStackProps) {
    super(scope, id, props)
    const { platform } = region
    const { function: answering } = new VerbFunction(this, 'Answers', {
      use: API,
      platform,
      mode: 'recover',
      code: code(api.name),
      logGroup: LogGroup.fromLogGroupName(this, 'Logs', functionLogGroup(platform, 'recover')),
    })
    const routes: readonly Route[] = apiRoutes.map(key => ({
      ...{ key, function: answering.functionArn },
      authorization: 'AWS_IAM',
    }))
    const chat = chatHostedIn(region)
    const made = new HttpApi(this, 'Http', { platform, routes: chat ? [...routes, toSlack(platform)] : routes })
    this.#tell(region, made)
    if (chat)
      new OperationsAlarms(this, 'Chat', {
        alarms: chatAlarms(platformName(platform), made.apiId),
        topic: Topic.fromTopicArn(this, 'Topic', alarmTopicArn(platform)),
      })
  }

  #tell(region: ControlRegion, { apiId, url }: HttpApi): void {
    const field = region.place === 'primary' ? 'muster.apiId' : 'recovery.muster.apiId'
    new CfnOutput(this, 'ApiId', { value: apiId, description: `What the platform's description says as ${field}` })
    new CfnOutput(this, 'Url', { value: url, description: 'Where the API answers those whom IAM lets in' })
    if (chatHostedIn(region))
      new CfnOutput(this, 'SlackRequestUrl', {
        value: `${url}/slack`,
        description: "The address in the Slack app's manifest (docs/slack-app-manifest.yaml), in both places",
      })
  }
}

const toSlack = (platform: Platform): Route => ({
  key: chatRoute,
  function: functionArn(platform, doorNamed(platformName(platform), slack.name)),
  authorization: 'NONE',
})

// An HTTP API of API Gateway: routes to functions, who may call them, how often, and a log of every request.
import { Validations } from 'aws-cdk-lib'
import { CfnApi, CfnIntegration, CfnRoute, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2'
import { CfnPermission } from 'aws-cdk-lib/aws-lambda'
import type { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { throttle } from '../../domain/api/routes.ts'
import { type Platform, platformName } from '../../domain/platform.ts'
import { apiLogGroup } from '../names.ts'
import { RunLogGroup } from './log-group.ts'

export interface Route {
  /** `POST /runs/{id}/decisions`. */
  readonly key: string
  /** ARN of the function that answers. */
  readonly function: string
  /** `NONE` lets in anybody: the function itself has to know who it is. */
  readonly authorization: 'AWS_IAM' | 'NONE'
}

export interface HttpApiProps {
  readonly platform: Platform
  readonly routes: readonly Route[]
}

const LIMITS = { burst: throttle.burst, rate: throttle.rate } as const

/** Written out rather than by `HttpApi` of CDK: routes, throttle and permissions are those of the rehearsed API. */
export class HttpApi extends Construct {
  readonly apiId: string
  readonly url: string

  constructor(scope: Construct, id: string, { platform, routes }: HttpApiProps) {
    super(scope, id)
    const api = new CfnApi(this, 'Api', {
      name: `${platformName(platform)}-muster`,
      description: 'Starts, shows and decides runs of Muster',
      protocolType: 'HTTP',
    })
    this.apiId = api.ref
    this.url = api.attrApiEndpoint
    const leads = [...Map.groupBy(routes, each => each.function)].flatMap(([arn, each]) =>
      this.#lead(platform, arn, each),
    )
    const logs = new RunLogGroup(this, 'Access', { name: apiLogGroup(platform) })
    const stage = new CfnStage(this, 'Stage', stageOf(api.ref, logs, routes))
    // Settings of a route need the route.
    for (const route of leads) stage.addResourceDependency(route)
  }

  /** One integration and one permission for each path of a function. */
  #lead({ regions, account }: Platform, arn: string, routes: readonly Route[]): readonly CfnRoute[] {
    const name = nameOf(arn, routes)
    const integration = new CfnIntegration(this, `To${name}`, {
      apiId: this.apiId,
      integrationType: 'AWS_PROXY',
      integrationUri: arn,
      payloadFormatVersion: '2.0',
    })
    for (const path of new Set(routes.map(({ key }) => pathOf(key))))
      new CfnPermission(this, `May call ${path}`, {
        action: 'lambda:InvokeFunction',
        functionName: arn,
        principal: 'apigateway.amazonaws.com',
        // Any stage and method: the only stage is ours, and the routes name their methods.
        sourceArn: `arn:aws:execute-api:${regions.primary}:${account}:${this.apiId}/*/*${path}`,
      })
    return routes.map(({ key, authorization }) => {
      const target = `integrations/${integration.ref}`
      const route = new CfnRoute(this, key, {
        apiId: this.apiId,
        routeKey: key,
        authorizationType: authorization,
        target,
      })
      if (authorization === 'NONE') acknowledgeOpenDoor(route)
      return route
    })
  }
}

const pathOf = (key: string): string => key.split(' ')[1] ?? ''

/** `Runs`, `Slack`: the first part of the path. */
function nameOf(arn: string, [first]: readonly Route[]): string {
  const part = pathOf(first?.key ?? '').split('/')[1]
  if (!part) throw new Error(`a route to ${arn} has no path`)
  return part.replace(/^./, letter => letter.toUpperCase())
}

const acknowledgeOpenDoor = (route: CfnRoute): void =>
  Validations.of(route).acknowledge({
    id: 'AwsSolutions-APIG4',
    reason:
      'Slack cannot sign for IAM. The function computes the signature of the body, refuses what is old or came before, and knows who may do what.',
  })

/** A route that anybody may call has tokens of its own: whoever floods it takes none from those who drive a run. */
const stageOf = (apiId: string, logs: LogGroup, routes: readonly Route[]) => ({
  apiId,
  stageName: '$default',
  autoDeploy: true,
  accessLogSettings: { destinationArn: logs.logGroupArn, format: JSON.stringify(LOGGED) },
  defaultRouteSettings: { throttlingBurstLimit: LIMITS.burst, throttlingRateLimit: LIMITS.rate },
  routeSettings: Object.fromEntries(
    routes
      .filter(({ authorization }) => authorization === 'NONE')
      .map(({ key }) => [key, { ThrottlingBurstLimit: LIMITS.burst, ThrottlingRateLimit: LIMITS.rate }]),
  ),
})

/**
 * Who asked for what and what came of it, never what was said: bodies and query strings are not among it (API Gateway
 * developer guide, "Customize HTTP API access logs").
 */
const LOGGED = {
  at: '$context.requestTime',
  request: '$context.requestId',
  route: '$context.routeKey',
  path: '$context.path',
  caller: '$context.identity.userArn',
  from: '$context.identity.sourceIp',
  status: '$context.status',
  refused: '$context.error.message',
  function: '$context.integration.error',
  milliseconds: '$context.responseLatency',
  bytes: '$context.responseLength',
}

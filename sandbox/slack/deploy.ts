// Deploys the functions of chat into a simulated region, with Slack on the other side of them.
import { chatRoute } from '../../domain/api/routes.ts'
import { scopes } from '../../domain/chat/methods.ts'
import { type Chat, chatSecretName, chatSettingsText, type Home } from '../../domain/chat/settings.ts'
import { doorNamed } from '../../domain/deployed-names.ts'
import { newsPattern } from '../../domain/event-rules.ts'
import { platformName } from '../../domain/platform.ts'
import { announce } from '../../lambdas/announce/contract.ts'
import { chatDoors } from '../../lambdas/chat-doors.ts'
import { slack as slackDoor } from '../../lambdas/slack/contract.ts'
import { chatSettingsOf } from '../../workflows/chat/settings.ts'
import { scenarios } from '../../workflows/index.ts'
import type { Route } from '../aws/http-api/index.ts'
import { type DeployInto, deployFunction, functionArn } from '../deployment.ts'
import { apiIdOf } from '../doors.ts'
import { connectEvents } from '../operations.ts'
import type { World } from '../world/world.ts'
import { SLACK_HOSTS } from './answers.ts'
import { chatOf, workspaceOf } from './example.ts'
import { Slack } from './index.ts'
import type { SlackFault } from './state.ts'

export const chatDoorNames: readonly string[] = chatDoors.map(({ contract }) => contract.name)

export const chatRoutes = (platform: DeployInto['platform']): readonly Route[] => [
  { key: chatRoute, function: doorNamed(platformName(platform), slackDoor.name), authorization: 'NONE' },
]

export interface ChatOptions {
  readonly chat?: Chat
  /** A second home of runs, such as a region that is dark. */
  readonly elsewhere?: Home
  readonly fault?: (method: string) => SlackFault | undefined
}

/** Secrets of an app that nobody has installed anywhere. */
const signingSecret = 'simulated-signing-secret-0001'
const botToken = 'xoxb-simulated-token-0001'

/** In the world's own region, which here is also the home of every run. The API with {@link chatRoutes} must be there. */
export function deployChat(world: World, into: DeployInto, options: ChatOptions = {}): Slack {
  const { cloud, platform, region, clock, chance } = world
  const { chat = chatOf(platform), fault } = options
  region.secrets.seed({
    name: chatSecretName(platformName(platform)),
    value: JSON.stringify({ signingSecret, botToken }),
  })
  const settings = { CHAT: chatSettingsText(settingsOf(world, chat, options.elsewhere)) }
  for (const use of chatDoors) deployFunction(use, 'recover', { ...into, settings })
  const host = `${apiIdOf(platform, region.name)}.execute-api.${region.name}.amazonaws.com`
  const made = new Slack({
    surroundings: { clock, chance },
    workspace: workspaceOf(chat),
    app: { signingSecret, botToken, scopes, requestUrl: `https://${host}/slack` },
    send: async request => (await cloud.transport.handle(request)).response,
    ...(fault && { fault }),
  })
  for (const each of SLACK_HOSTS) cloud.hosts.set(each, request => made.handle(request))
  connectEvents(world)
  announceEvents(world)
  return made
}

/** A world has its runs in one region, unless it is told of another. */
function settingsOf({ platform, region }: World, chat: Chat, elsewhere?: Home) {
  const told = chatSettingsOf({ platform, chat, scenarios })
  const home = { region: region.name, controlBucket: platform.muster.controlBucket }
  return { ...told, homes: { primary: home, recovery: elsewhere ?? home }, topic: platform.muster.topic }
}

/** Everything that Muster emits is heard. */
function announceEvents({ platform, region }: World): void {
  const name = doorNamed(platformName(platform), announce.name)
  region.events.seed({
    Name: name,
    EventPattern: JSON.stringify(newsPattern(platform)),
    targets: [{ Id: 'announce', Arn: functionArn(platform, region.name, name) }],
  })
}

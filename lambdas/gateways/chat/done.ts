// What came of something that somebody said in chat: on record by its outcome, told in the reply.
import { type Message, says } from '../../../domain/chat/blocks.ts'
import { groupsFor, type Speaker, type Weight } from '../../../domain/chat/speaker.ts'
import type { About } from '../../../domain/chat/thread.ts'
import type { Environment } from '../../environment.ts'
import { slack } from '../slack.ts'
import { chatSettings } from './settings.ts'

export interface Done {
  /** In a word: `shown`, `started`, `not-allowed`, or what a door answered. */
  readonly outcome: string
  readonly reply: Message
  readonly run: string | null
  /** The thread that now says something else. */
  readonly thread?: About
}

export const shown = (reply: Message, run: string | null = null): Done => ({ outcome: 'shown', reply, run })

/**
 * Undefined when the person may. Slack is asked each time: who has left a group may do nothing any more.
 * @throws Unavailable when Slack does not say who is in its groups: then nobody may, and the command line is the way
 */
export async function notAllowed(
  environment: Environment,
  speaker: Speaker,
  weight: Weight,
): Promise<Done | undefined> {
  const groups = groupsFor(chatSettings(environment).chat, weight)
  if (groups.length === 0 || (await slack(environment).isIn(groups, speaker.user))) return undefined
  const list = groups.map(group => `<!subteam^${group}>`).join(' or ')
  return { outcome: 'not-allowed', reply: says(`Nothing was done: that needs a member of ${list}.`), run: null }
}

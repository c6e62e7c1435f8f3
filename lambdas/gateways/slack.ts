// Slack: messages that are posted and updated, answers to whoever asked, and who is in a user group.
import type { Message } from '../../domain/chat/blocks.ts'
import { METHODS, type Method } from '../../domain/chat/methods.ts'
import { CallRefused } from '../../domain/errors.ts'
import type { Environment } from '../environment.ts'
import { chatSecret } from './chat/secret.ts'
import { send } from './slack/connection.ts'

/** Messages are told apart by their time stamps within a channel. */
export interface Placed {
  readonly channel: string
  readonly ts: string
}

export type Slack = ReturnType<typeof slack>

export const slack = (environment: Environment) => {
  async function call(method: Method, body: object): Promise<Readonly<Record<string, unknown>>> {
    const { botToken: token } = await chatSecret(environment)
    const { reads, repeatable } = METHODS[method]
    const how = { as: reads ? 'form' : 'json', about: method, repeatable } as const
    return (await send(environment, { hostname: 'slack.com', path: `/api/${method}`, body, token, ...how })).body
  }

  return {
    /** @param thread the first message of the thread to post into; absent, the message stands by itself */
    async post(channel: string, message: Message, thread?: string): Promise<Placed> {
      const answer = await call('chat.postMessage', { ...bodyOf(channel, message), thread_ts: thread })
      if (typeof answer.ts !== 'string')
        throw new CallRefused('chat.postMessage: Slack did not say which message it is')
      return { channel, ts: answer.ts }
    },

    async update({ channel, ts }: Placed, message: Message): Promise<void> {
      await call('chat.update', { ...bodyOf(channel, message), ts })
    },

    /** Whether one of the groups has that person, now. There is no such group for one that was disabled. */
    async isIn(groups: readonly string[], user: string): Promise<boolean> {
      for (const usergroup of groups) {
        const { users } = await call('usergroups.users.list', { usergroup })
        if (Array.isArray(users) && users.includes(user)) return true
      }
      return false
    },

    /** To whoever asked and to nobody else; the address works five times in half an hour. */
    async answer(responseUrl: string, { text, blocks }: Message): Promise<void> {
      const { pathname } = new URL(responseUrl)
      const body = { response_type: 'ephemeral', replace_original: false, text, blocks }
      const how = { as: 'json', about: 'an answer', repeatable: false } as const
      await send(environment, { hostname: 'hooks.slack.com', path: pathname, body, ...how })
    },
  }
}

/** Nothing that people wrote becomes a mention or a link with a picture. */
const bodyOf = (channel: string, { text, blocks }: Message) => ({
  channel,
  text,
  blocks,
  parse: 'none',
  link_names: false,
  unfurl_links: false,
  unfurl_media: false,
})

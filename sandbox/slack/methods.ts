// The methods of the Web API that are simulated: posting and updating messages, and who is in a user group.

import type { Block } from '../../domain/chat/blocks.ts'
import { METHODS, type Method } from '../../domain/chat/methods.ts'
import { blockFault } from './block-rules.ts'
import { plainText } from './plain-text.ts'
import { nextTs, type Posted, type State, say } from './state.ts'

export type Fields = Readonly<Record<string, unknown>>

/** `ok: false` and a word; HTTP says 200 all the same. */
export const no = (error: string, more: Fields = {}): Fields => ({ ok: false, error, ...more })

const methods: Readonly<Record<Method, (state: State, given: Fields) => Fields>> = {
  'chat.postMessage': post,
  'chat.update': update,
  'usergroups.users.list': members,
}

export const isSimulated = (method: string): method is Method => Object.hasOwn(methods, method)

export function perform(state: State, method: Method, given: Fields): Fields {
  const { scope } = METHODS[method]
  if (!state.app.scopes.includes(scope))
    return no('missing_scope', { needed: scope, provided: state.app.scopes.join(',') })
  return methods[method](state, given)
}

/** Characters of a text; Slack cuts at 40,000 and advises 4,000. */
const MOST_TEXT = 40_000

function contentFault(given: Fields): Fields | undefined {
  const { text, blocks } = given
  const none = text === undefined || text === ''
  if (none && (blocks === undefined || (blocks as unknown[]).length === 0)) return no('no_text')
  if (typeof text === 'string' && text.length > MOST_TEXT) return no('msg_too_long')
  const fault = blockFault(blocks)
  return fault === undefined ? undefined : no('invalid_blocks', { errors: [fault] })
}

function post(state: State, given: Fields): Fields {
  const { channel, thread_ts: thread } = given
  if (typeof channel !== 'string' || state.workspace.channels[channel] === undefined) return no('channel_not_found')
  const fault = contentFault(given)
  if (fault) return fault
  // Slack takes a thread that is not there for none: the message stands by itself.
  const known = state.messages.some(each => each.channel === channel && each.ts === thread)
  const message = place(state, { channel, given, threadTs: known ? String(thread) : null, seenBy: null })
  return { ok: true, channel, ts: message.ts, message: { type: 'message', text: message.text, ts: message.ts } }
}

interface Placing {
  readonly channel: string
  readonly given: Fields
  readonly threadTs: string | null
  readonly seenBy: string | null
}

export function place(state: State, { channel, given, threadTs, seenBy }: Placing): Posted {
  const { text = '', blocks = [] } = given as { readonly text?: string; readonly blocks?: readonly Block[] }
  const message: Posted = { channel, ts: nextTs(state), threadTs, seenBy, text, blocks, edits: 0 }
  state.messages.push(message)
  const how = seenBy !== null ? 'whispered' : threadTs === null ? 'posted' : 'in-thread'
  say(state, { channel, by: 'Muster', how, text: plainText(state, message) })
  return message
}

function update(state: State, given: Fields): Fields {
  const { channel, ts } = given
  const message = state.messages.find(each => each.channel === channel && each.ts === ts && each.seenBy === null)
  if (!message) return no('message_not_found')
  const fault = contentFault(given)
  if (fault) return fault
  message.text = String(given.text ?? '')
  message.blocks = (given.blocks ?? []) as readonly Block[]
  message.edits += 1
  say(state, { channel: message.channel, by: 'Muster', how: 'changed', text: plainText(state, message) })
  return { ok: true, channel: message.channel, ts: message.ts, text: message.text }
}

function members({ workspace }: State, { usergroup }: Fields): Fields {
  if (typeof usergroup !== 'string' || usergroup === '') return no('missing_argument')
  const users = workspace.groups[usergroup]
  return users ? { ok: true, users: [...users] } : no('no_such_subteam')
}

// The body of a request from Slack, read: a command that was typed, or a button that was clicked (aws-behaviour 5.9).
import * as z from 'zod'
import type { Speaker } from './speaker.ts'

/** What buttons may say; each carries nothing but an opaque id. */
export const clicks = ['approve', 'reject', 'commit', 'rollback', 'start', 'cancel'] as const
export type Click = (typeof clicks)[number]

const id = z.string().regex(/^[A-Z0-9]{3,25}$/)
/** Answers go to Slack and nowhere else, whatever is asked. */
const responseUrl = z
  .string()
  .max(500)
  .regex(/^https:\/\/hooks\.slack\.com\/[\w/-]+$/)
const triggerId = z.string().min(1).max(200)

/** What the function that answers within three seconds passes on to the one that works. */
export const asked = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('command'),
    speaker: z.strictObject({ team: id, channel: id, user: id }),
    text: z.string().max(3000),
    triggerId,
    responseUrl,
  }),
  z.strictObject({
    kind: z.literal('click'),
    speaker: z.strictObject({ team: id, channel: id, user: id }),
    click: z.enum(clicks),
    /** Opaque: an approval's, or of a record of chat's own. */
    id: z.string().regex(/^[\w-]{8,64}$/),
    triggerId,
    responseUrl,
  }),
])

export type Asked = z.infer<typeof asked>

/** `checks-certificate`: Slack only looks whether the address answers ("ssl_check"). */
export type Read =
  | Asked
  | { readonly kind: 'checks-certificate' }
  | { readonly kind: 'unreadable'; readonly why: string }

const COMMAND = '/dr'

const clickPayload = z.looseObject({
  type: z.literal('block_actions'),
  team: z.looseObject({ id }),
  user: z.looseObject({ id, team_id: id.optional() }),
  channel: z.looseObject({ id }),
  trigger_id: z.string(),
  response_url: z.string(),
  actions: z
    .array(z.looseObject({ type: z.literal('button'), action_id: z.enum(clicks), value: z.string() }))
    .length(1),
})

/** Everything that is not said just so is unreadable, and nothing is done. */
export function readBody(body: Uint8Array): Read {
  const fields = new URLSearchParams(Buffer.from(body).toString())
  const names = [...fields.keys()]
  if (new Set(names).size < names.length) return unreadable('a field is given twice')
  if (fields.get('ssl_check') === '1') return { kind: 'checks-certificate' }
  const payload = fields.get('payload')
  return payload === null ? command(fields) : click(payload)
}

function command(fields: URLSearchParams): Read {
  if (fields.get('command') !== COMMAND) return unreadable(`no command ${COMMAND}`)
  const speaker = { team: fields.get('team_id'), channel: fields.get('channel_id'), user: fields.get('user_id') }
  return checked({
    kind: 'command',
    speaker,
    text: fields.get('text') ?? '',
    triggerId: fields.get('trigger_id'),
    responseUrl: fields.get('response_url'),
  })
}

function click(text: string): Read {
  const payload = clickPayload.safeParse(parsed(text))
  if (!payload.success) return unreadable(told(payload.error))
  const { team, user, channel, actions, trigger_id: triggerId, response_url: responseUrl } = payload.data
  // In a channel that two workspaces share, a person's own workspace is the one that counts.
  const speaker: Speaker = { team: user.team_id ?? team.id, channel: channel.id, user: user.id }
  const [action] = actions
  return checked({ kind: 'click', speaker, click: action?.action_id, id: action?.value, triggerId, responseUrl })
}

function checked(given: unknown): Read {
  const read = asked.safeParse(given)
  return read.success ? read.data : unreadable(told(read.error))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Which fields, never what they hold: it is written down. */
const told = ({ issues }: z.ZodError): string =>
  `not as it should be: ${issues.map(({ path }) => path.join('.') || 'the body').join(', ')}`.slice(0, 300)

const unreadable = (why: string): Read => ({ kind: 'unreadable', why })

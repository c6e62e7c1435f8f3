// People at their keyboards: what they type and click goes to the app as Slack sends it, signed, and within three seconds.
import { HttpRequest, type HttpResponse } from '@smithy/protocol-http'
import { signatureOf } from '../../domain/chat/signature.ts'
import { type Fields, place } from './methods.ts'
import { nameOf, type Posted, type State, say } from './state.ts'

/** A request as it left Slack; whoever intercepts it could send it again. */
export interface SentToApp {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Delivered {
  readonly sent: SentToApp
  /** HTTP status; 0 when the app gave no answer in three seconds. */
  readonly status: number
}

/** Milliseconds. */
const PATIENCE = 3_000
const HALF_AN_HOUR = 1_800_000

interface Typing {
  readonly user: string
  readonly channel: string
  /** What stands after the command. */
  readonly text: string
}

/** A slash command. What the app answers at once is shown to whoever typed it. */
export async function type(state: State, { user, channel, text }: Typing): Promise<Delivered> {
  const { team } = state.workspace
  say(state, { channel, by: nameOf(state, user), how: 'typed', text: `/dr ${text}`.trimEnd() })
  const body = new URLSearchParams({
    token: 'verification-tokens-are-deprecated',
    team_id: team,
    team_domain: 'example',
    channel_id: channel,
    channel_name: state.workspace.channels[channel] ?? 'elsewhere',
    user_id: user,
    user_name: nameOf(state, user),
    command: '/dr',
    text,
    api_app_id: 'A0MUSTER',
    is_enterprise_install: 'false',
    response_url: responseUrl(state, 'commands', { channel, user }),
    trigger_id: triggerId(state),
  }).toString()
  const { delivered, response } = await deliver(state, body)
  if (response && delivered.status === 200) whisper(state, { channel, user }, response)
  return delivered
}

interface Clicking {
  readonly user: string
  readonly message: Posted
  /** The button's `action_id`. */
  readonly action: string
}

/** A button. @throws when the message has none of that name: nobody can click what is not there */
export async function click(state: State, { user, message, action }: Clicking): Promise<Delivered> {
  const buttons = message.blocks.flatMap(block => (block.type === 'actions' ? block.elements : []))
  const button = buttons.find(each => each.action_id === action)
  if (!button) throw new Error(`there is no button ${action} in: ${message.text}`)
  return press(state, { user, message, action, value: button.value, label: button.text.text })
}

interface Pressing extends Clicking {
  readonly value: string
  readonly label: string
}

/** As `click`, with a value that may be of a button which the message no longer shows. */
export async function press(state: State, { user, message, action, value, label }: Pressing): Promise<Delivered> {
  const { channel, ts } = message
  const { team } = state.workspace
  say(state, { channel, by: nameOf(state, user), how: 'clicked', text: `[${label}]` })
  const payload = {
    type: 'block_actions',
    user: { id: user, username: nameOf(state, user), name: nameOf(state, user), team_id: team },
    api_app_id: 'A0MUSTER',
    token: 'verification-tokens-are-deprecated',
    container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: message.seenBy !== null },
    trigger_id: triggerId(state),
    team: { id: team, domain: 'example' },
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: channel, name: state.workspace.channels[channel] ?? 'elsewhere' },
    message: { type: 'message', text: message.text, ts, blocks: message.blocks },
    response_url: responseUrl(state, 'actions', { channel, user }),
    actions: [
      {
        type: 'button',
        action_id: action,
        block_id: 'b0',
        value,
        action_ts: ts,
        text: { type: 'plain_text', text: label },
      },
    ],
  }
  return (await deliver(state, new URLSearchParams({ payload: JSON.stringify(payload) }).toString())).delivered
}

async function deliver(
  state: State,
  body: string,
): Promise<{ delivered: Delivered; response: HttpResponse | undefined }> {
  const timestamp = String(Math.floor(state.surroundings.clock.now() / 1000))
  const signature = signatureOf({ timestamp, body: Buffer.from(body), secret: state.app.signingSecret })
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': signature,
  }
  const sent: SentToApp = { headers, body }
  const response = await answerInTime(state, sent)
  return { delivered: { sent, status: response?.statusCode ?? 0 }, response }
}

/** What was sent, as anybody can send it who has seen it. */
export function requestTo(url: string, { headers, body }: SentToApp): HttpRequest {
  const { protocol, hostname, pathname } = new URL(url)
  const sent = { ...headers, host: hostname }
  return new HttpRequest({ method: 'POST', protocol, hostname, path: pathname, headers: sent, body })
}

/** Slack's own delivery is no faster and no slower than the app; a person sees "operation_timeout" after three seconds. */
function answerInTime(state: State, sent: SentToApp): Promise<HttpResponse | undefined> {
  return new Promise((resolve, reject) => {
    const late = state.surroundings.clock.after(PATIENCE, () => resolve(undefined))
    state.send(requestTo(state.app.requestUrl, sent)).then(
      response => {
        late.cancel()
        resolve(response)
      },
      error => {
        late.cancel()
        reject(error)
      },
    )
  })
}

function whisper(state: State, { channel, user }: { channel: string; user: string }, { body }: HttpResponse): void {
  const text = Buffer.from((body ?? '') as Uint8Array).toString()
  if (text === '') return
  const given = text.startsWith('{') ? (JSON.parse(text) as Fields) : { text }
  place(state, { channel, given, threadTs: null, seenBy: given.response_type === 'in_channel' ? null : user })
}

function responseUrl(state: State, kind: string, { channel, user }: { channel: string; user: string }): string {
  const { clock, chance } = state.surroundings
  const path = `/${kind}/${state.workspace.team}/${chance.hex(12, 'response-url', state.responseUrls.size)}`
  state.responseUrls.set(path, { channel, user, expiresAt: clock.now() + HALF_AN_HOUR, uses: 0 })
  return `https://hooks.slack.com${path}`
}

/** Made of the requests before it, so that no two are the same. */
const triggerId = ({ surroundings: { chance, clock }, responseUrls }: State): string =>
  `${Math.floor(clock.now() / 1000)}.${chance.hex(10, 'trigger', responseUrls.size)}.${chance.hex(32, 'trigger-id', responseUrls.size)}`

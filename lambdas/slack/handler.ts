// In this order: what costs nothing to refuse, the signature, the note against replays, the person, then the work.
import { bodyOf, type HttpAnswer, type HttpEvent } from '../../domain/api/http-event.ts'
import { type Asked, type Read, readBody } from '../../domain/chat/body.ts'
import { type RequestId, requestId, saidBy } from '../../domain/chat/records.ts'
import { type Disbelieved, type Incoming, isGenuine, signedPart } from '../../domain/chat/signature.ts'
import { type Speaker, unheard } from '../../domain/chat/speaker.ts'
import { asDoor, door } from '../door.ts'
import { type ChatRecords, chatRecords } from '../gateways/chat/records.ts'
import { chatSecret } from '../gateways/chat/secret.ts'
import { chatSettings } from '../gateways/chat/settings.ts'
import { functions } from '../gateways/functions.ts'
import { slack } from './contract.ts'

export const run = door(
  slack,
  { records: chatRecords, functions, settings: chatSettings },
  async (event, { records, functions, settings, environment, clock }) => {
    const incoming = incomingOf(event)
    const refuse = async (why: Disbelieved): Promise<HttpAnswer> => {
      await records.refused({ why, sourceIp: event.requestContext.http.sourceIp, bytes: incoming.body.byteLength })
      return answer(STATUS[why], 'refused')
    }
    const signed = signedPart(incoming, clock.now())
    if (typeof signed === 'string') return refuse(signed)
    const { signingSecret } = await chatSecret(environment)
    if (!isGenuine(signed, incoming.body, signingSecret)) return refuse('forged')

    const id = requestId(signed)
    const read = readBody(incoming.body)
    if (!(await records.note(id, { speaker: speakerOf(read), said: saidOf(read) }))) return refuse('replayed')
    if (read.kind === 'checks-certificate') return answer(200, '')
    if (read.kind === 'unreadable') return turned(records, id, { outcome: 'unreadable', text: NOT_UNDERSTOOD })

    const stranger = unheard(settings.chat, read.speaker)
    if (stranger) return turned(records, id, { outcome: stranger, text: NOT_HERE })
    const wait = await records.passes(read.speaker, settings.chat.perMinute)
    if (wait > 0) return turned(records, id, { outcome: 'too-many', text: `Too many at once; try again in ${wait} s.` })
    await functions.send('slack-work', { id, asked: read })
    return read.kind === 'command' ? told('On it.') : answer(200, '')
  },
)

export const handler = asDoor(run)

const STATUS: Readonly<Record<Disbelieved, number>> = {
  'too-large': 413,
  'wrong-method': 405,
  'wrong-content-type': 415,
  'no-signature': 401,
  'too-old': 401,
  forged: 401,
  replayed: 409,
}

const NOT_UNDERSTOOD = 'Muster did not understand that; nothing was done. `/dr help` shows what can be said.'
const NOT_HERE = 'Muster does not listen here; nothing was done. It listens in the channels of its platform file.'

const incomingOf = (event: HttpEvent): Incoming => ({
  method: event.requestContext.http.method,
  headers: event.headers,
  body: bodyOf(event),
})

const isAsked = (read: Read): read is Asked => read.kind === 'command' || read.kind === 'click'

const speakerOf = (read: Read): Speaker | null => (isAsked(read) ? read.speaker : null)

const saidOf = (read: Read): string =>
  isAsked(read) ? saidBy(read) : read.kind === 'unreadable' ? read.why : 'ssl_check'

async function turned(
  records: ChatRecords,
  id: RequestId,
  { outcome, text }: { readonly outcome: string; readonly text: string },
): Promise<HttpAnswer> {
  await records.outcome(id, { outcome, message: text, run: null })
  return told(text)
}

/** To whoever typed it, and to nobody else; of a click Slack does not show it. */
const told = (text: string): HttpAnswer => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify({ response_type: 'ephemeral', text: text.replace(/[<>]/g, '·').slice(0, 300) }),
})

const answer = (statusCode: number, body: string): HttpAnswer => ({
  statusCode,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
})

// The sandbox's own small endpoints under `/_muster/`: state, time, disasters, decisions, and what clients need to connect.
import { HttpResponse } from '@smithy/protocol-http'
import * as z from 'zod'
import { disasterNames } from '../world/disasters/index.ts'
import { chatPeople, clicked, conversation, typed } from './chat-desk.ts'
import { environmentText } from './environment-text.ts'
import { type Incoming, Turned } from './incoming.ts'
import { kubeconfig } from './kubernetes-door.ts'
import type { Pace } from './pace.ts'
import { identityOf, peopleNames } from './roles.ts'
import type { ServedWorld, Struck } from './served-world.ts'
import { stateOf } from './state.ts'

export const CONTROL = '/_muster'

/** A week of the world takes about ten real seconds. */
const LONGEST_ADVANCE_SECONDS = 7 * 86_400

export interface Served extends ServedWorld {
  readonly pace: Pace
  readonly url: string
}

interface Endpoint {
  readonly does: string
  readonly answer: (served: Served, incoming: Incoming) => unknown
}

const endpoints: Readonly<Record<string, Endpoint>> = {
  'GET /': { does: 'this list', answer: () => list() },
  'GET /state': { does: 'the time, the site, disasters, runs, open questions', answer: stateOf },
  'GET /site': { does: 'what a visitor sees; ?p=3 is a post', answer: site },
  'GET /env': { does: 'shell exports for the AWS CLI and SDKs; ?role=viewer', answer: environment },
  'GET /connect': { does: 'for `muster --on sandbox`: the API and a key; ?role=approver', answer: connect },
  'GET /kubeconfig': {
    does: 'for kubectl --kubeconfig',
    answer: ({ world, url }) => kubeconfig(url, world.platform, peopleNames),
  },
  'POST /advance': { does: 'lets time pass at once: {"seconds": 600}', answer: advance },
  'POST /strike': { does: 'lets a disaster happen now: {"scenario": "database-corruption"}', answer: strike },
  'GET /slack': { does: 'what was said in Slack', answer: ({ slack }) => conversation(slack) },
  'POST /slack/type': { does: 'somebody types: {"user": "oncall", "text": "status"}, after /dr', answer: type },
  'POST /slack/click': { does: 'somebody clicks: {"user": "lead", "button": "approve"}', answer: click },
  'POST /decide': { does: 'answers a question: {"approvalId": "…", "verdict": "approve"}', answer: decide },
}

/** @throws Turned for what it does not know or cannot do */
export async function askMuster(served: Served, incoming: Incoming): Promise<HttpResponse> {
  const name = `${incoming.method} ${incoming.path.slice(CONTROL.length).replace(/(?<=.)\/$/, '') || '/'}`
  const endpoint = endpoints[name]
  if (!endpoint) throw new Turned(404, `there is no ${name} here:\n${list()}`)
  const answer = await endpoint.answer(served, incoming)
  if (answer instanceof HttpResponse) return answer
  const isText = typeof answer === 'string'
  const text = isText ? answer : `${JSON.stringify(answer, null, 2)}\n`
  const headers = { 'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json' }
  return new HttpResponse({ statusCode: 200, headers, body: Buffer.from(text) })
}

function list(): string {
  return Object.entries(endpoints)
    .map(([name, { does }]) => `${name.replace(' ', ` ${CONTROL}`).padEnd(24)} ${does}\n`)
    .join('')
}

async function advance({ pace, world }: Served, incoming: Incoming): Promise<{ now: string }> {
  const { seconds } = given(incoming, z.strictObject({ seconds: z.number().positive().max(LONGEST_ADVANCE_SECONDS) }))
  await pace.advance(seconds * 1000)
  return { now: new Date(world.clock.now()).toISOString() }
}

function strike({ strike }: Served, incoming: Incoming): Struck {
  return strike(given(incoming, z.strictObject({ scenario: z.enum(disasterNames) })).scenario)
}

const decision = z.strictObject({
  approvalId: z.string(),
  verdict: z.enum(['approve', 'reject']),
  by: z.string().optional(),
})

function decide({ questions, pace }: Served, incoming: Incoming): Promise<unknown> {
  const asked = given(incoming, decision)
  return pace.during(() => questions.decide(asked))
}

const person = z.enum(chatPeople)

function type({ slack, pace }: Served, incoming: Incoming): Promise<unknown> {
  const asked = given(incoming, z.strictObject({ user: person, text: z.string() }))
  return pace.during(() => typed(slack, asked))
}

function click({ slack, pace }: Served, incoming: Incoming): Promise<unknown> {
  const asked = given(incoming, z.strictObject({ user: person, button: z.string() }))
  return pace.during(() => clicked(slack, asked))
}

function environment({ world, url }: Served, { query }: Incoming): string {
  const name = String(query.role ?? 'operator')
  const identity = identityOf(world, name)
  if (!identity) throw new Turned(404, `there is no role "${name}"; people are ${peopleNames.join(', ')}`)
  return environmentText({ identity, url, region: world.region.name })
}

/** What the command line needs to speak to the API as that person. */
function connect({ world, apiHost }: Served, { query }: Incoming) {
  const name = String(query.role ?? 'operator')
  const identity = identityOf(world, name)
  if (!identity) throw new Turned(404, `there is no role "${name}"; people are ${peopleNames.join(', ')}`)
  return {
    host: apiHost,
    region: world.region.name,
    credentials: identity.key,
    now: new Date(world.clock.now()).toISOString(),
  }
}

function site({ world }: Served, { query }: Incoming): HttpResponse {
  const id = Number(query.p ?? 0)
  const found = world.serving()?.site
  if (!found) throw new Turned(504, 'nobody answers at the address to which the name of the site leads')
  const { status, body } = id > 0 ? found.post(id) : found.home()
  return new HttpResponse({ statusCode: status, headers: { 'content-type': 'text/html' }, body: Buffer.from(body) })
}

/** @throws Turned with everything that is wrong with the body */
function given<T>({ body }: Incoming, schema: z.ZodType<T>): T {
  const read = schema.safeParse(parsed(body))
  if (read.success) return read.data
  throw new Turned(400, z.prettifyError(read.error))
}

function parsed(body: Uint8Array): unknown {
  const text = Buffer.from(body).toString()
  try {
    return JSON.parse(text)
  } catch {
    throw new Turned(400, `the body is no JSON: ${text.slice(0, 80)}`)
  }
}

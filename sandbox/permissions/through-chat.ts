// An incident driven in Slack: asked for, looked at, decided in part there and in part elsewhere, refused to strangers.
import { tell } from '../approver.ts'
import { askForRun } from '../slack/ask-for-run.ts'
import { offers } from '../slack/conversation.ts'
import { people } from '../slack/example.ts'
import type { Posted, Slack } from '../slack/index.ts'
import type { Run, Stage } from '../stage.ts'
import { during } from './during.ts'

const MINUTE = 60_000

/** From what is typed to the end of a recovery. Its stage answers no question by itself. */
export async function driveThroughChat(stage: Stage): Promise<void> {
  const { world, chat } = stage
  if (!chat) throw new Error('this stage has no chat')
  await knockInVain(stage, chat)
  const run = await askForRun(stage, chat)
  const seen = new Set<Posted>()
  const next = () => chat.messages().find(each => each.seenBy === null && !seen.has(each) && asks(each))
  const over = () => run.execution.status !== 'RUNNING'
  for (;;) {
    await world.clock.run(() => over() || next() !== undefined)
    const message = next()
    if (!message) break
    seen.add(message)
    await look(stage, chat, run)
    await answer(stage, chat, { run, message, first: seen.size === 1 })
  }
  await world.clock.run(world.clock.now() + MINUTE)
  await look(stage, chat, run)
}

const asks = (message: Posted): boolean => offers(message, 'approve') || offers(message, 'commit')

/** Somebody who may not, somebody where nobody listens, and somebody who says again what another has said. */
async function knockInVain({ world }: Stage, chat: Slack): Promise<void> {
  const { sent } = await during(world, chat.type(people.guest, 'runs'))
  await during(world, chat.send(sent))
  await during(world, chat.type(people.oncall, 'runs', 'C0RANDOM1'))
  // What they said is worked off.
  await world.clock.run(world.clock.now() + MINUTE)
}

async function look({ world }: Stage, chat: Slack, { id }: Run): Promise<void> {
  for (const text of ['runs', `status ${id}`]) await during(world, chat.type(people.guest, text))
  await world.clock.run(world.clock.now() + MINUTE / 2)
}

interface Answer {
  readonly run: Run
  readonly message: Posted
  readonly first: boolean
}

/** The first question and the commit window are answered elsewhere, of which chat learns by the next event. */
async function answer({ world }: Stage, chat: Slack, { run, message, first }: Answer): Promise<void> {
  if (!first && offers(message, 'approve')) {
    await during(world, chat.click(people.lead, message, 'approve'))
    return
  }
  const button = message.blocks.flatMap(each => (each.type === 'actions' ? each.elements : []))[0]
  const approves = offers(message, 'approve')
  const word = approves
    ? ({ action: 'approve', approvalId: button?.value ?? null } as const)
    : ({ action: 'commit' } as const)
  await during(world, tell(world, run.id, { ...word, reason: 'rehearsed', by: { kind: 'iam', id: 'lead' } }))
}

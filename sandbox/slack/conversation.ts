// The people of a rehearsal in Slack: the lead reads each question, thinks, and clicks; everything said is shown.
import { toInstant } from '../../domain/instant.ts'
import type { RehearsalRequest } from '../rehearsal.ts'
import type { World } from '../world/world.ts'
import { people } from './example.ts'
import type { Slack } from './index.ts'
import type { Posted } from './state.ts'

/** Seconds of thought before a question is rejected. */
const REJECTED_AFTER = 60
/** Milliseconds, and how often somebody tries again when Slack does not work. */
const TRY_AGAIN = 30_000
const TRIES = 20

interface Conversing {
  readonly world: World
  readonly chat: Slack
  readonly request: RehearsalRequest
}

export function holdConversation({ world, chat, request }: Conversing): void {
  const { approving, onProgress } = request
  const read = new Set<Posted>()
  chat.onLine(({ at, by, how, text }) => {
    onProgress?.({ kind: 'said', line: { at: toInstant(at), by, how, text } })
    if (approving.kind === 'never') return
    for (const message of chat.messages().filter(each => !read.has(each) && offers(each, 'approve'))) {
      read.add(message)
      const [action, after] =
        approving.kind === 'approve'
          ? (['approve', approving.afterSeconds] as const)
          : (['reject', REJECTED_AFTER] as const)
      world.clock.after(after * 1000, () => clickInTheEnd(world, chat, { message, action }))
    }
  })
}

interface Click {
  readonly message: Posted
  readonly action: string
}

/** Gives up when the button has gone: somebody else was faster, or the run is over. */
async function clickInTheEnd({ clock }: World, chat: Slack, { message, action }: Click): Promise<void> {
  for (let tried = 1; tried <= TRIES && offers(message, action); tried++) {
    if (chat.outage === 'none' && (await chat.click(people.lead, message, action)).status === 200) return
    await clock.sleep(TRY_AGAIN)
  }
}

export const offers = ({ blocks }: Posted, action: string): boolean =>
  blocks.some(block => block.type === 'actions' && block.elements.some(each => each.action_id === action))

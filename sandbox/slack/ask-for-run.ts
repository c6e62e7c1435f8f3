// Whoever is on call asks for the run of a rehearsal in Slack, and confirms it; the run is found by its start.
import { adoptRun, beforeRun, type Run, type Stage } from '../stage.ts'
import { disasterFor } from '../world/disasters/index.ts'
import { offers } from './conversation.ts'
import { people } from './example.ts'
import type { Slack } from './index.ts'

/** Milliseconds until somebody gives up on chat and goes to the command line. */
const PATIENCE = 10 * 60_000
const LOOKS_AT_OFFER_FOR = 20_000

/** @throws when no run has started: then chat, or what was asked, was refused, as its last words say */
export async function askForRun(stage: Stage, chat: Slack): Promise<Run> {
  const { world } = stage
  const { clock, engine } = world
  const found = beforeRun(stage)
  const begunAt = clock.now()
  const asked = new Set<string>()
  clock.after(0, () => chat.type(people.oncall, commandOf(stage)))
  chat.onLine(() => {
    const offer = chat.messages().find(each => each.seenBy === people.oncall && offers(each, 'start'))
    if (offer && !asked.has(offer.ts)) {
      asked.add(offer.ts)
      clock.after(LOOKS_AT_OFFER_FOR, () => chat.click(people.oncall, offer, 'start'))
    }
  })
  const begun = () =>
    engine
      .listStateMachines()
      .flatMap(({ arn }) => engine.listExecutions(arn))
      .find(each => each.startDate >= begunAt)
  await clock.run(() => begun() !== undefined || clock.now() > begunAt + PATIENCE)
  const execution = begun()
  if (!execution) throw new Error(`nothing was started in chat: ${chat.lines.at(-1)?.text ?? 'it stayed silent'}`)
  return adoptRun(stage, execution, found)
}

/** As somebody types it: fields in the order of the request, JSON where they are no plain words. */
export function commandOf({ scenario, request, world }: Pick<Stage, 'scenario' | 'request' | 'world'>): string {
  const { mode, input } = request
  const proposed = mode === 'recover' ? disasterFor(scenario.name).request(world) : {}
  const { requestedBy: _, ...fields } = { ...proposed, ...input } as Record<string, unknown>
  const words = Object.entries(fields).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? quoted(value) : JSON.stringify(value)}`,
  )
  const because = mode === 'recover' ? 'because this is what the rehearsal is about' : 'because it is rehearsed'
  return [mode, scenario.name, ...words, because].join(' ')
}

const quoted = (text: string): string => (/\s/.test(text) ? `"${text}"` : text)

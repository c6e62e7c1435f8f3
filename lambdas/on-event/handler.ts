// The run comes first and the memory of it second: an attempt that was cut off in between asks for the same run again.
import * as z from 'zod'
import { ContractBroken } from '../../domain/errors.ts'
import { heededEvent } from '../../domain/events.ts'
import type { Reaction } from '../../domain/platform-operations.ts'
import { judgeEvent, type Reacted, reactedKey, reactedSchema } from '../../domain/reactions.ts'
import { asDoor, door } from '../door.ts'
import { type ControlStore, controlStore, type Stored } from '../gateways/control-store.ts'
import { functions } from '../gateways/functions.ts'
import { onEvent } from './contract.ts'

export const run = door(onEvent, { store: controlStore, functions }, async ({ event, reaction }, tools) => {
  const { store, functions, clock, log } = tools
  const about = { event: event.id, type: event['detail-type'] }
  if (reaction === null) {
    log.warn('an event was noted', { ...about, detail: event.detail })
    return { outcome: 'noted' as const, run: null, why: 'the log has it' }
  }
  const heard = heededEvent.safeParse(event)
  if (!heard.success) throw new ContractBroken(`${about.type} is not as AWS documents it: ${heard.error.message}`)
  const before = await remembered(store, reaction)
  const verdict = judgeEvent(reaction, heard.data, { now: clock.now(), last: before?.value ?? null })
  log.info('an event was judged', { ...about, reaction: reaction.name, act: verdict.act, why: verdict.why })
  if (!verdict.act) {
    if (verdict.remember) await remember(store, reaction, { reacted: verdict.remember, before })
    return { outcome: 'left' as const, run: null, why: verdict.why }
  }
  const { at, input, why } = verdict
  const started = startedSchema.parse(await functions.call('start-run', requestFor(reaction, { at, input })))
  await remember(store, reaction, { reacted: { at, startedFor: at }, before })
  return { outcome: started.outcome, run: started.runId, why }
})

export const handler = asDoor(run)

/** What `start-run` gives, as far as it matters here. */
const startedSchema = z.looseObject({ runId: z.string(), outcome: z.enum(['started', 'already-started']) })

/** Named by the reaction and the time of what happened: another delivery, or another event of the same, asks for the same. */
const requestFor = (
  { name, scenario, does }: Reaction,
  { at, input }: { readonly at: string; readonly input: Readonly<Record<string, unknown>> },
) => ({
  scenario,
  mode: does === 'start-drill' ? 'drill' : 'recover',
  input,
  requestedBy: { kind: 'event', id: name },
  reason: null,
  key: at,
})

async function remembered(store: ControlStore, { name }: Reaction): Promise<Stored<Reacted> | undefined> {
  const found = await store.read<unknown>(reactedKey(name))
  return found && { etag: found.etag, value: reactedSchema.parse(found.value) }
}

interface Memory {
  readonly reacted: Reacted
  readonly before: Stored<Reacted> | undefined
}

/** Of two deliveries at once the first is remembered: both have asked for the same run, and the next event tells more. */
const remember = (store: ControlStore, { name }: Reaction, { reacted, before }: Memory): Promise<boolean> =>
  store.write(reactedKey(name), reacted, before ? { onlyIf: before.etag } : { onlyNew: true })

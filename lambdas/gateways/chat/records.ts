// What chat writes down: every request once, what came of it, how often people speak, proposals and buttons.

import { pass, type Rate } from '../../../domain/chat/rate.ts'
import {
  type ButtonRecord,
  chatKeys,
  type OutcomeRecord,
  type Proposal,
  type RefusedRecord,
  type RequestId,
  type RequestRecord,
} from '../../../domain/chat/records.ts'
import type { Speaker } from '../../../domain/chat/speaker.ts'
import { toInstant } from '../../../domain/instant.ts'
import type { Environment } from '../../environment.ts'
import type { Caller } from '../../implement.ts'
import { controlStore } from '../control-store.ts'

/** Several requests of one person may meet; each try reads what the others wrote. */
const TRIES = 4

export type ChatRecords = ReturnType<typeof chatRecords>

export function chatRecords(environment: Environment, caller: Caller) {
  const store = controlStore(environment, caller)
  const now = () => environment.clock.now()

  /** @returns false when it was noted before: it is a replay, whoever sends it. */
  async function note({ day, signature }: RequestId, record: Omit<RequestRecord, 'at' | 'attempt'>): Promise<boolean> {
    const key = chatKeys.request(day, signature)
    const attempt = environment.opaqueId()
    if (await store.write(key, { ...record, at: toInstant(now()), attempt }, { onlyNew: true })) return true
    // Written by ourselves, when the answer to the first try was lost.
    return (await store.read<RequestRecord>(key))?.value.attempt === attempt
  }

  /** @returns seconds to wait; 0 when there is room. */
  async function passes({ team, user }: Speaker, perMinute: number): Promise<number> {
    const key = chatKeys.rate(team, user)
    for (let tried = 1; tried <= TRIES; tried++) {
      const kept = await store.read<Rate>(key)
      const passed = pass(kept?.value, { now: now(), perMinute })
      if (!passed.allowed) return passed.waitSeconds
      if (await store.write(key, passed.rate, kept ? { onlyIf: kept.etag } : { onlyNew: true })) return 0
    }
    // As many at once as that are no person's clicks.
    return 1
  }

  return {
    note,
    passes,
    /** One in a minute for each reason is kept, all are logged: who floods us must not fill the bucket. */
    refused: async (record: Omit<RefusedRecord, 'at'>): Promise<void> => {
      const at = toInstant(now())
      const minute = at.slice(0, 16).replace(/[-:]/g, '')
      environment.log.warn('chat request refused', { ...record })
      await store.write(chatKeys.refused(minute, record.why), { ...record, at }, { onlyNew: true })
    },
    outcome: async ({ day, signature }: RequestId, record: Omit<OutcomeRecord, 'at'>): Promise<void> => {
      environment.log.info('chat request answered', { outcome: record.outcome, run: record.run })
      await store.write(chatKeys.outcome(day, signature), { ...record, at: toInstant(now()) })
    },
    propose: async (proposal: Proposal): Promise<string> => {
      const id = environment.opaqueId()
      await store.write(chatKeys.proposal(id), proposal)
      return id
    },
    proposal: async (id: string) => (await store.read<Proposal>(chatKeys.proposal(id)))?.value,
    /** Written before the button is shown. An approval's button is called as the approval. */
    button: (id: string, record: ButtonRecord) => store.write(chatKeys.button(id), record, { onlyNew: true }),
    buttonOf: async (id: string) => (await store.read<ButtonRecord>(chatKeys.button(id)))?.value,
  }
}

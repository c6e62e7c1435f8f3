// The commit window as every check of one keeps it: what a person said, how it went so far, and what that comes to.
import { nextWindow, type WindowAnswer, type WindowKept, type WindowPoll } from '../../domain/commit-window.ts'
import { keys, type Turn } from '../../domain/control-records.ts'
import { RollbackDecided, Unhealthy } from '../../domain/errors.ts'
import { toInstant, toMillis } from '../../domain/instant.ts'
import { type Answer, failed, pending, ready } from '../contract.ts'
import type { GatewayMaker } from '../implement.ts'
import { controlStore } from './control-store.ts'
import { events } from './events.ts'

interface CommitWindow {
  /** Notes one poll for the next one. Of two attempts of the same poll one is heard. */
  judge(poll: Omit<WindowPoll, 'now' | 'turn'>): Promise<Answer<{ readonly committedBy: string; readonly at: string }>>
}

export const commitWindow: GatewayMaker<CommitWindow> = (environment, caller) => {
  const store = controlStore(environment, caller)
  const { id } = caller.run
  const { emit } = events(environment, caller)
  return {
    judge: async poll => {
      const turn = (await store.read<Turn>(keys.turn(id)))?.value ?? null
      const kept = await store.read<WindowKept>(keys.commitWindow(id))
      const { keep, answer } = nextWindow(kept?.value, { ...poll, now: environment.clock.now(), turn })
      const written = await store.write(keys.commitWindow(id), keep, kept ? { onlyIf: kept.etag } : { onlyNew: true })
      if (!written) return pending('another attempt of this poll was faster')
      // The first poll tells people; the others only look what they say.
      if (!kept && answer.status === 'open') await emit('Commit Window Opened', opened(keep, poll.minutes))
      return told(answer)
    },
  }
}

const opened = ({ openedAt }: WindowKept, minutes: number) => ({
  openedAt,
  until: toInstant(toMillis(openedAt) + minutes * 60_000),
})

function told(answer: WindowAnswer): Answer<{ readonly committedBy: string; readonly at: string }> {
  switch (answer.status) {
    case 'open':
      return pending(answer.note)
    case 'committed':
      return ready({ committedBy: answer.by, at: answer.at })
    case 'turned':
      return failed(RollbackDecided, answer.reason)
    case 'unhealthy':
      return failed(Unhealthy, answer.reason)
  }
}

// What an event means for the thread of its run, with what the records of the run say beside it.
import type { Thread, Told } from '../../../domain/chat/thread.ts'
import { isWindowOpen, openQuestions } from '../../../domain/chat/thread.ts'
import { type Asked, type Decision, keys, type Turn } from '../../../domain/control-records.ts'
import type { EventDetail, EventType } from '../../../domain/events.ts'
import type { Environment } from '../../environment.ts'
import type { Caller } from '../../implement.ts'
import { type HomeOfRuns, homes } from './homes.ts'
import { chatRecords } from './records.ts'

export function news(environment: Environment, caller: Caller) {
  const { of } = homes(environment, caller)
  const records = chatRecords(environment, caller)

  /** The facts shown are the facts recorded: the event only says that there is a question. None of one asked anew since. */
  async function question(event: EventDetail<'Decision Needed'>): Promise<readonly Told[]> {
    const { run, scenario, approvalId } = event
    const asked = await askedIn(of(scenario), run, approvalId)
    if (!asked) return []
    await records.button(approvalId, { run, scenario, about: 'question' })
    const { title, facts, expiresAt, requestedBy } = asked
    return [{ kind: 'question', approvalId, question: { title, facts, expiresAt, requestedBy } }]
  }

  async function window(event: EventDetail<'Commit Window Opened'>): Promise<readonly Told[]> {
    const { run, scenario, until } = event
    const id = environment.opaqueId()
    await records.button(id, { run, scenario, about: 'window' })
    return [{ kind: 'window', id, until }]
  }

  return {
    async of(type: string, detail: unknown): Promise<readonly Told[]> {
      switch (type as EventType) {
        case 'Run Started': {
          const { startedAt, requestedBy } = detail as EventDetail<'Run Started'>
          return [{ kind: 'started', at: startedAt, requestedBy }]
        }
        case 'Decision Needed':
          return question(detail as EventDetail<'Decision Needed'>)
        case 'Commit Window Opened':
          return window(detail as EventDetail<'Commit Window Opened'>)
        case 'Step Failed': {
          const { step, title, error, cause, at } = detail as EventDetail<'Step Failed'>
          return [{ kind: 'failed', step, failure: { title, error, cause, at } }]
        }
        case 'Run Ended': {
          const { ending, cause, leftovers, report, endedAt } = detail as EventDetail<'Run Ended'>
          return [{ kind: 'ended', end: { ending, cause, leftovers, report, at: endedAt } }]
        }
      }
    },

    /** Answers that were given elsewhere, such as on the command line: no event tells of them. */
    async decidedMeanwhile(thread: Thread): Promise<readonly Told[]> {
      const { store } = of(thread.about.scenario)
      const { run } = thread.about
      const decisions = await Promise.all(
        openQuestions(thread).map(async approvalId => {
          const decision = (await store.read<Decision>(keys.decision(run, approvalId)))?.value
          return decision ? [{ kind: 'answered', approvalId, answer: answerOf(decision) } as const] : []
        }),
      )
      const turn = isWindowOpen(thread) ? (await store.read<Turn>(keys.turn(run)))?.value : undefined
      return [
        ...decisions.flat(),
        ...(turn ? [{ kind: 'turned', answer: `${WORD[turn.verdict]} by ${turn.by} at ${turn.at}` } as const] : []),
      ]
    },
  }
}

const WORD = { commit: 'committed', rollback: 'rollback was decided' } as const

const answerOf = ({ verdict, by, at }: Decision): string =>
  `${verdict === 'approve' ? 'approved' : 'rejected'} by ${by.join(' and ')} at ${at}`

async function askedIn({ store }: HomeOfRuns, run: string, approvalId: string): Promise<Asked | undefined> {
  for (const key of await store.list(keys.questions(run))) {
    const asked = await store.read<Asked>(key)
    if (asked?.value.approvalId === approvalId) return asked.value
  }
  return undefined
}

// Buttons: a proposed recovery that is started or dropped, a question that is answered, a commit window that is turned.

import { says } from '../../../domain/chat/blocks.ts'
import type { Asked, Click } from '../../../domain/chat/body.ts'
import type { ButtonRecord } from '../../../domain/chat/records.ts'
import { happened } from '../../../domain/chat/replies.ts'
import { personOf } from '../../../domain/chat/speaker.ts'
import type { About } from '../../../domain/chat/thread.ts'
import { type Answered, answered } from '../../../domain/decisions.ts'
import { toMillis } from '../../../domain/instant.ts'
import type { Environment } from '../../environment.ts'
import type { Caller } from '../../implement.ts'
import { type Done, notAllowed } from './done.ts'
import { homes } from './homes.ts'
import { chatRecords } from './records.ts'
import { chatSettings } from './settings.ts'
import { startFor } from './start-for.ts'
import { threads } from './threads.ts'

type Clicked = Extract<Asked, { kind: 'click' }>

/** What each button may be about; the rest was made up by somebody. */
const ABOUT: Readonly<Record<Exclude<Click, 'start' | 'cancel'>, ButtonRecord['about']>> = {
  approve: 'question',
  reject: 'question',
  commit: 'window',
  rollback: 'window',
}

export type Clicks = ReturnType<typeof clicks>

export function clicks(environment: Environment, caller: Caller) {
  const { of } = homes(environment, caller)
  const records = chatRecords(environment, caller)
  const person = ({ speaker }: Clicked) => personOf(chatSettings(environment).chat, speaker)

  async function carryOut(asked: Clicked): Promise<Done> {
    const { click } = asked
    const refused = await notAllowed(
      environment,
      asked.speaker,
      click === 'start' || click === 'cancel' ? 'ask' : 'decide',
    )
    if (refused) return refused
    return click === 'start' || click === 'cancel' ? confirm(asked) : decide(asked, click)
  }

  /** Only whoever asked may start it. A second click meets the run of the first. */
  async function confirm(asked: Clicked): Promise<Done> {
    const proposal = await records.proposal(asked.id)
    if (!proposal) return unknown
    const { speaker, scenario, mode, input, reason, expiresAt } = proposal
    if (speaker.team !== asked.speaker.team || speaker.user !== asked.speaker.user)
      return {
        outcome: 'not-yours',
        reply: says('Nothing was done: somebody else asked for this recovery.'),
        run: null,
      }
    if (asked.click === 'cancel') return { outcome: 'cancelled', reply: says('Nothing was started.'), run: null }
    if (environment.clock.now() > toMillis(expiresAt))
      return {
        outcome: 'expired',
        reply: says('That was offered too long ago; nothing was started. Ask again.'),
        run: null,
      }
    const request = { scenario, mode, input, reason, key: `slack:${asked.id}`, requestedBy: person(asked) } as const
    return startFor(of(scenario).functions, request)
  }

  async function decide(asked: Clicked, click: keyof typeof ABOUT): Promise<Done> {
    const button = await records.buttonOf(asked.id)
    if (!button || ABOUT[click] !== button.about) return unknown
    const { run, scenario, about } = button
    const approvalId = about === 'question' ? asked.id : null
    const word = { action: click, approvalId, reason: 'clicked in Slack' }
    const given = await of(scenario).functions.call('decide', { runId: run, by: person(asked), word })
    const answer = answered.parse(given)
    const thread = await tellThread(run, { asked, about, answer })
    return { outcome: answer.outcome, reply: happened(answer.message), run, ...(thread && { thread }) }
  }

  /** The message with the buttons then shows what came of it, also to those who come late. */
  async function tellThread(run: string, { asked, about, answer }: Heard): Promise<About | undefined> {
    const known = await threads(environment, caller).read(run)
    if (!known || !SETTLED.has(answer.outcome)) return undefined
    const told =
      about === 'question'
        ? ({ kind: 'answered', approvalId: asked.id, answer: answer.message } as const)
        : ({ kind: 'turned', answer: answer.message } as const)
    await threads(environment, caller).keep(known.about, [told])
    return known.about
  }

  return { carryOut }
}

interface Heard {
  readonly asked: Clicked
  readonly about: ButtonRecord['about']
  readonly answer: Answered
}

/** After these nobody can answer any more. */
const SETTLED = new Set(['recorded', 'already-decided', 'expired', 'over'])

const unknown: Done = {
  outcome: 'unknown',
  reply: says('That button belongs to nothing that is known; nothing was done.'),
  run: null,
}

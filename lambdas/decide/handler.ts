// Looks whether there is such a run and whether it still listens, then records what was said, whatever comes of it.
import { keys, type Said } from '../../domain/control-records.ts'
import { type Answered, type DecisionRequest, isAnswer } from '../../domain/decisions.ts'
import { toInstant } from '../../domain/instant.ts'
import type { RunRecord } from '../../domain/record.ts'
import { isPerson, nameOf } from '../../domain/who.ts'
import { asDoor, door } from '../door.ts'
import { type ControlStore, controlStore } from '../gateways/control-store.ts'
import { type OperatorWords, operatorWords } from '../gateways/operator-words.ts'
import { type Questions, questions } from '../gateways/questions.ts'
import { decide } from './contract.ts'

interface Desk {
  readonly store: ControlStore
  readonly questions: Questions
  readonly words: OperatorWords
}

export const run = door(
  decide,
  { store: controlStore, questions, words: operatorWords },
  async (asked, { clock, environment, log, ...desk }) => {
    const { runId, by, word } = asked
    const at = toInstant(clock.now())
    const name = nameOf(by)
    const answer =
      name === null || !isPerson(by)
        ? ({ outcome: 'not-yours', message: 'only a person who is known may decide' } as const)
        : ((await deaf(desk.store, runId)) ?? (await heard(desk, asked, { by: name, reason: word.reason, at })))
    const { action, approvalId, reason } = word
    const said: Said = { action, approvalId, by: name ?? 'nobody', reason, at, outcome: answer.outcome }
    log.info('a person said', { run: runId, ...said })
    // Of a run that never was there is nowhere to keep it; the log has it.
    if (answer.outcome !== 'unknown' || isAnswer(action))
      await desk.store.write(keys.said(runId, at, environment.opaqueId().slice(0, 8)), said)
    return answer
  },
)

export const handler = asDoor(run)

/** Why nobody listens: there is no such run, or it is over. */
async function deaf(store: ControlStore, runId: string): Promise<Answered | undefined> {
  const record = await store.read<RunRecord>(keys.record(runId))
  if (record) {
    const { ending, endedAt } = record.value
    return { outcome: 'over', message: `${runId} ended as ${ending} at ${endedAt}; nothing can be said to it any more` }
  }
  // One that was started in the console has no record of its start, but has recorded its request.
  const known = (await store.read(keys.start(runId))) ?? (await store.read(keys.result(runId, 'request')))
  return known ? undefined : { outcome: 'unknown', message: `there is no run ${runId} here` }
}

interface Voice {
  readonly by: string
  readonly reason: string
  readonly at: string
}

function heard({ questions, words }: Desk, { runId, word }: DecisionRequest, voice: Voice): Promise<Answered> {
  const { action, approvalId } = word
  switch (action) {
    case 'approve':
    case 'reject': {
      const { by, reason } = voice
      return questions.answer({ runId, approvalId: approvalId ?? '', verdict: action, by, reason })
    }
    case 'commit':
    case 'rollback':
      return words.turn(runId, action, voice)
    case 'pause':
    case 'resume':
    case 'abort':
      return words.say(runId, action, voice)
  }
}

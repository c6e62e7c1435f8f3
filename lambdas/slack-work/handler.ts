// Slack says who speaks, its user groups who may; the doors behind check everything else as they do for everybody.
import type { Asked } from '../../domain/chat/body.ts'
import { parseCommand } from '../../domain/chat/command.ts'
import { happened, misunderstood } from '../../domain/chat/replies.ts'
import { Unavailable } from '../../domain/errors.ts'
import { asDoor, door } from '../door.ts'
import { type Clicks, clicks } from '../gateways/chat/clicks.ts'
import { type Commands, commands } from '../gateways/chat/commands.ts'
import type { Done } from '../gateways/chat/done.ts'
import { chatRecords } from '../gateways/chat/records.ts'
import { threads } from '../gateways/chat/threads.ts'
import { isTransient, nameOf } from '../gateways/errors.ts'
import { slack } from '../gateways/slack.ts'
import { slackWork } from './contract.ts'

export const run = door(
  slackWork,
  { records: chatRecords, commands, clicks, threads, slack },
  async ({ id, asked }, { records, commands, clicks, threads, slack, log }) => {
    const { outcome, reply, run, thread } = await done(asked, { commands, clicks })
    const message = reply.text
    await records.outcome(id, { outcome, message, run })
    try {
      await slack.answer(asked.responseUrl, reply)
      if (thread) await threads.show(thread)
    } catch (error) {
      // What was done is done and on record. The thread says so with the run's next event.
      log.warn('chat could not be told', { outcome, run, error: nameOf(error) })
    }
    return { outcome, message, run }
  },
)

export const handler = asDoor(run)

interface Desk {
  readonly commands: Commands
  readonly clicks: Clicks
}

/** Whoever asked is told at once that somebody does not answer, and may ask again: nothing is done twice by that. */
async function done(asked: Asked, desk: Desk): Promise<Done> {
  try {
    return await carriedOut(asked, desk)
  } catch (error) {
    if (!isTransient(error) && nameOf(error) !== Unavailable.code) throw error
    return { outcome: 'unavailable', reply: happened(`${(error as Error).message}. ${TRY_AGAIN}`), run: null }
  }
}

const TRY_AGAIN = 'It is not known to have been done: try again, or use the command line.'

function carriedOut(asked: Asked, { commands, clicks }: Desk): Promise<Done> {
  if (asked.kind === 'click') return clicks.carryOut(asked)
  const command = parseCommand(asked.text)
  if (command.does !== 'misunderstood') return commands.carryOut(command, asked)
  return Promise.resolve({ outcome: 'misunderstood', reply: misunderstood(command.why), run: null })
}

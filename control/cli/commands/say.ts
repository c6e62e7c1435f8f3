// `muster approve`, `reject`, `commit`, `rollback`, `pause`, `resume`, `abort`: a word to a run, with its reason.
import { type Action, type Answered, counted, isAnswer, type Word } from '../../../domain/decisions.ts'
import { reasonText } from '../../../domain/plain-text.ts'
import { openQuestions, type RunView } from '../../../domain/run-view.ts'
import { decideByHand } from '../../by-hand.ts'
import { type Control, ControlRefused } from '../../control.ts'
import { REFUSED } from '../exit-codes.ts'
import type { WhereOptions } from '../options/where.ts'
import { questionLines } from '../render/question.ts'
import { hung, oneLine } from '../render/text.ts'
import { print } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import { aboutRun, reach, telling } from './controlling.ts'
import type { Controlling } from './surroundings.ts'

export interface SayOptions extends WhereOptions {
  readonly reason?: string
  /** The id of the question, when a run has asked several. */
  readonly question?: string
  readonly json: boolean
}

/** Resolves with the exit code: 0 when it was heard. @throws UsageError, PlatformFileError */
export async function say(action: Action, runId: string, options: SayOptions, from: Controlling): Promise<number> {
  const { terminal } = from
  const reason = reasonText.safeParse(options.reason)
  if (!reason.success)
    throw new UsageError({
      what: '--reason',
      given: options.reason === undefined ? 'nothing' : `"${oneLine(options.reason)}"`,
      allowed: 'plain text of 1 to 500 characters in one line; it is recorded with your name',
    })
  const { where, platform } = await aboutRun(runId, options, from)
  const word = (approvalId: string | null): Word => ({ action, approvalId, reason: reason.data })
  const byHand = ['  The same without the API:', '', ...decideByHand(runId, word(options.question ?? null), platform)]
  return telling({ terminal, byHand }, async () => {
    const control = await reach(where, from)
    const approvalId = isAnswer(action) ? (options.question ?? (await onlyQuestion(control, runId, from))) : null
    const answer = await control.decide(runId, word(approvalId))
    return tell(answer, options, from)
  })
}

/** What is approved is shown before: the facts that the record will hold. */
async function onlyQuestion(control: Control, runId: string, { terminal }: Controlling): Promise<string> {
  const view = await control.show(runId)
  const [question, ...others] = openQuestions(view)
  if (question === undefined) throw new ControlRefused([nothingAsked(view)])
  if (others.length > 0)
    throw new ControlRefused([
      'the run asks several things; say which with --question <id>',
      ...[question, ...others].map(({ approvalId, title }) => `${approvalId}: ${title}`),
    ])
  print(terminal.stderr, questionLines(question))
  return question.approvalId
}

/** A late click is answered with what happened. */
function nothingAsked({ id, status, ending, endedAt, questions }: RunView): string {
  if (status !== 'RUNNING') return `${id} ended as ${ending ?? status} at ${endedAt}; it asks nothing any more`
  const last = questions.findLast(({ decision }) => decision !== null)
  if (!last?.decision) return `${id} asks nothing now`
  const { verdict, by, at } = last.decision
  return `"${last.title}" was answered already: ${verdict} by ${by.join(' and ')} at ${at}`
}

function tell(answer: Answered, { json }: SayOptions, { terminal }: Controlling): number {
  if (json) terminal.stdout.write(`${JSON.stringify(answer, null, 2)}\n`)
  else print(counted(answer) ? terminal.stdout : terminal.stderr, hung('', `${answer.outcome}: ${answer.message}`))
  return counted(answer) ? 0 : REFUSED
}

// The messages about one run: how it stands, its questions with their buttons, what failed, and its end.
import type { Instant } from '../instant.ts'
import type { Ending, Mode } from '../run.ts'
import { actions, type Block, button, context, header, type Message, message, safe, section } from './blocks.ts'
import { factLines } from './facts.ts'
import {
  type End,
  type Failure,
  isOpen,
  isWindowOpen,
  openQuestions,
  type Question,
  type Thread,
  type Window,
} from './thread.ts'

/** Of one of `postsDue`. */
export function messageOf(thread: Thread, name: string): Message {
  const question = thread.questions[name]
  const failure = thread.failures[name]
  if (question) return questionMessage(thread, name, question)
  if (failure) return failureMessage(failure)
  if (name === 'window' && thread.window) return windowMessage(thread, thread.window)
  if (name === 'end' && thread.end) return endMessage(thread, thread.end)
  return runMessage(thread)
}

const KIND: Readonly<Record<Mode, string>> = { recover: 'Recovery', drill: 'Drill' }

/** What an ending means, for people who do not know the word. */
const MEANS: Readonly<Record<Ending, string>> = {
  Recovered: 'The platform runs on what was restored.',
  DrillPassed: 'The restore was proved, and everything it made was removed.',
  Skipped: 'It gave way to a real run; nothing is wrong.',
  RolledBack: 'It failed and was undone; the platform is as it was.',
  RollbackIncomplete: 'It failed, and not everything could be undone: somebody must look now.',
  Refused: 'Nothing was touched.',
  Held: 'It stopped safe after the cutover: a person decides how it goes on.',
}

function runMessage(thread: Thread): Message {
  const { about, started } = thread
  const title = `${KIND[about.mode]}: ${about.scenario}`
  const state = stateOf(thread)
  const since = started === null ? '' : `, since ${time(started.at)}`
  const asker = started === null ? '' : `, asked for by ${personText(started.requestedBy)}`
  return message(`${title}: ${state}`, [
    header(title),
    section(safe(state)),
    context(`Run \`${safe(about.run)}\` in ${safe(about.region)}${since}${asker}`),
  ])
}

/** In one line: the end, or what it waits for, or that it runs. */
export function stateOf(thread: Thread): string {
  const { end, window, questions, failures } = thread
  if (end !== null) return `${end.ending}. ${MEANS[end.ending]}`
  const waiting = openQuestions(thread).flatMap(id => questions[id] ?? [])
  if (waiting.length > 0)
    return `Waits for a decision: ${waiting.map(({ title, expiresAt }) => `${title} (until ${time(expiresAt)})`).join('; ')}`
  if (window !== null && isWindowOpen(thread)) return `The commit window is open until ${time(window.until)}`
  return Object.keys(failures).length > 0 ? 'A step has failed; what was done is being undone' : 'Under way'
}

function questionMessage(thread: Thread, id: string, question: Question): Message {
  const { title, facts, expiresAt, requestedBy } = question
  const open = isOpen(thread, id)
  const answer = thread.answers[id] ?? CLOSED
  const text = open ? `Decision needed: ${title}` : `${title}: ${answer}`
  const blocks: Block[] = [
    section(`*${safe(title)}*`),
    ...factLines(facts).map(section),
    ...(open
      ? [
          context(`Until ${time(expiresAt)}; silence means stop. ${approvers(requestedBy)}`),
          actions(
            button({ click: 'approve', label: 'Approve', id, style: 'primary', sure: `${title}: the run goes on.` }),
            button({ click: 'reject', label: 'Reject', id, style: 'danger', sure: `${title}: the run ends.` }),
          ),
        ]
      : [context(named(answer))]),
  ]
  return message(text, blocks)
}

const CLOSED = 'no longer open: the run has ended'

const approvers = (requestedBy: string | null): string =>
  requestedBy === null
    ? 'Nobody is on record as who asked for this run: two people must approve.'
    : `Somebody else than ${personText(requestedBy)} approves.`

function windowMessage(thread: Thread, { id, until }: Window): Message {
  const open = isWindowOpen(thread)
  const title = open ? `The commit window is open until ${time(until)}` : `Commit window: ${thread.turned ?? 'closed'}`
  const sure = 'Pods and data go back to what was there before the cutover; what was written since is exported.'
  return message(title, [
    section(`*${named(title)}*`),
    ...(open
      ? [
          section(
            'What was there before is kept untouched until then. Without a word it is committed, if the site is well.',
          ),
          actions(
            button({ click: 'commit', label: 'Commit now', id, style: 'primary', sure: 'The window closes at once.' }),
            button({ click: 'rollback', label: 'Roll back', id, style: 'danger', sure }),
          ),
        ]
      : []),
  ])
}

const failureMessage = ({ title, error, cause, at }: Failure): Message =>
  message(`Failed: ${title}`, [
    section(`*Failed: ${safe(title)}*\n${safe(error)}: ${safe(cause)}`),
    context(`At ${time(at)}. What was done is being undone.`),
  ])

function endMessage({ about }: Thread, { ending, cause, leftovers, report, at }: End): Message {
  const left = leftovers.map(({ undo, error, cause: why }) => `• ${safe(undo)}: ${safe(error)}: ${safe(why)}`)
  return message(`${ending}: ${about.scenario} (${about.mode})`, [
    section(`*${ending}.* ${MEANS[ending]}${cause === '' ? '' : `\n${safe(cause)}`}`),
    ...(left.length === 0 ? [] : [section(`*Not undone; somebody must:*\n${left.join('\n')}`)]),
    context(`At ${time(at)}. Report: \`${safe(report)}\``),
  ])
}

/** A Slack user as a mention, which notifies them; anybody else by name. */
export function personText(person: string | null): string {
  if (person === null) return 'nobody who is known'
  const [, user] = /^slack:T[A-Z0-9]+\/([UW][A-Z0-9]+)$/.exec(person) ?? []
  return user === undefined ? safe(person) : `<@${user}>`
}

/** Text in which Slack users stand by their ids, as records know them. */
export const named = (text: string): string => safe(text).replace(/slack:T[A-Z0-9]+\/([UW][A-Z0-9]+)/g, '<@$1>')

export const time = (at: Instant): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`

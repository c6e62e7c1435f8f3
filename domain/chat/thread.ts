// What chat knows of one run, put together from events that may come late, twice and in any order.
import type { Instant } from '../instant.ts'
import type { Leftover } from '../record.ts'
import type { Ending, Mode } from '../run.ts'

export interface About {
  readonly run: string
  readonly scenario: string
  readonly mode: Mode
  readonly region: string
}

export interface Question {
  readonly title: string
  readonly facts: Readonly<Record<string, unknown>>
  readonly expiresAt: Instant
  readonly requestedBy: string | null
}

export interface Window {
  /** Of its buttons. */
  readonly id: string
  readonly until: Instant
}

export interface Failure {
  readonly title: string
  readonly error: string
  readonly cause: string
  readonly at: Instant
}

export interface End {
  readonly ending: Ending
  readonly cause: string
  readonly leftovers: readonly Leftover[]
  readonly report: string
  readonly at: Instant
}

/** A message about the run: claimed by whoever posts it, then known by its time stamp, which is its id in Slack. */
export interface Post {
  readonly claimedAt: Instant
  /** Opaque: one attempt of one function. */
  readonly by: string
  readonly ts: string | null
  /** Of what it shows: it is updated when this changes. */
  readonly shows: string
}

export interface Thread {
  readonly about: About
  readonly started: { readonly at: Instant; readonly requestedBy: string | null } | null
  /** By the id of their approval. */
  readonly questions: Readonly<Record<string, Question>>
  /** What came of them, in words, by the same id. It may be known before the question is. */
  readonly answers: Readonly<Record<string, string>>
  /** By step and time. */
  readonly failures: Readonly<Record<string, Failure>>
  readonly window: Window | null
  /** How the commit window was turned, in words. */
  readonly turned: string | null
  readonly end: End | null
  /** By what they are about: `run`, `window`, `end`, an approval's id, a failure's key. */
  readonly posts: Readonly<Record<string, Post>>
}

export const newThread = (about: About): Thread => ({
  about,
  started: null,
  questions: {},
  answers: {},
  failures: {},
  window: null,
  turned: null,
  end: null,
  posts: {},
})

/** One thing that was learnt of the run. */
export type Told =
  | { readonly kind: 'started'; readonly at: Instant; readonly requestedBy: string | null }
  | { readonly kind: 'question'; readonly approvalId: string; readonly question: Question }
  | { readonly kind: 'answered'; readonly approvalId: string; readonly answer: string }
  | { readonly kind: 'window'; readonly id: string; readonly until: Instant }
  | { readonly kind: 'turned'; readonly answer: string }
  | { readonly kind: 'failed'; readonly step: string; readonly failure: Failure }
  | { readonly kind: 'ended'; readonly end: End }

/** The same for any order of what is told, and for what is told twice. */
export function withTold(thread: Thread, told: Told): Thread {
  switch (told.kind) {
    case 'started':
      return { ...thread, started: thread.started ?? { at: told.at, requestedBy: told.requestedBy } }
    case 'question':
      return { ...thread, questions: { ...thread.questions, [told.approvalId]: told.question } }
    case 'answered': {
      const answer = earlier(thread.answers[told.approvalId], told.answer)
      return { ...thread, answers: { ...thread.answers, [told.approvalId]: answer } }
    }
    case 'window':
      return { ...thread, window: thread.window ?? { id: told.id, until: told.until } }
    case 'turned':
      return { ...thread, turned: earlier(thread.turned ?? undefined, told.answer) }
    case 'failed':
      return { ...thread, failures: { ...thread.failures, [`${told.step}@${told.failure.at}`]: told.failure } }
    case 'ended':
      return { ...thread, end: thread.end ?? told.end }
  }
}

/** Two tellings of one answer may differ in words; which is kept must not depend on which came first. */
const earlier = (known: string | undefined, told: string): string =>
  known !== undefined && known < told ? known : told

export const isOpen = ({ answers, end }: Thread, id: string): boolean => answers[id] === undefined && end === null

export const isWindowOpen = ({ window, turned, end }: Thread): boolean =>
  window !== null && turned === null && end === null

/** Whose answers nobody has seen yet. */
export const openQuestions = (thread: Thread): readonly string[] =>
  Object.keys(thread.questions).filter(id => isOpen(thread, id))

/** The messages that there should be, in the order in which they are posted. */
export function postsDue(thread: Thread): readonly string[] {
  const { questions, failures, end, posts } = thread
  // What was settled before anybody could be shown it would only confuse.
  const asked = Object.entries(questions)
    .filter(([id]) => posts[id]?.ts || isOpen(thread, id))
    .sort(([, a], [, b]) => (a.expiresAt < b.expiresAt ? -1 : 1))
  const failed = Object.entries(failures).sort(([, a], [, b]) => (a.at < b.at ? -1 : 1))
  return [
    'run',
    ...asked.map(([id]) => id),
    ...failed.map(([key]) => key),
    ...(posts.window?.ts || isWindowOpen(thread) ? ['window'] : []),
    ...(end === null ? [] : ['end']),
  ]
}

export const withPost = (thread: Thread, name: string, post: Post): Thread => ({
  ...thread,
  posts: { ...thread.posts, [name]: post },
})

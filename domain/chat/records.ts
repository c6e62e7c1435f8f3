// What chat keeps in the control bucket of its own region, and under which keys.
import type { Instant } from '../instant.ts'
import type { Mode } from '../run.ts'
import type { Asked, Click } from './body.ts'
import type { Disbelieved, Signed } from './signature.ts'
import type { Speaker } from './speaker.ts'

export const chatKeys = {
  /** Written only new: by it a request is refused when it comes again. The day is that of its own timestamp. */
  request: (day: string, signature: string) => `chat/requests/${day}/${signature}.json`,
  outcome: (day: string, signature: string) => `chat/outcomes/${day}/${signature}.json`,
  /** The first in a minute for each reason; all are logged. */
  refused: (minute: string, why: string) => `chat/refused/${minute}-${why}.json`,
  rate: (team: string, user: string) => `chat/rates/${team}-${user}.json`,
  thread: (run: string) => `chat/threads/${run}.json`,
  /** A recovery that somebody asked for and has not confirmed yet. */
  proposal: (opaqueId: string) => `chat/proposals/${opaqueId}.json`,
  /** What a button is about: the id it carries tells nobody anything. */
  button: (opaqueId: string) => `chat/buttons/${opaqueId}.json`,
} as const

/** Under which a request is recorded. */
export interface RequestId {
  /** `2030-03-04` */
  readonly day: string
  /** 64 hexadecimal digits. */
  readonly signature: string
}

export const requestId = ({ timestamp, signature }: Signed): RequestId => ({
  day: new Date(Number(timestamp) * 1000).toISOString().slice(0, 10),
  signature: signature.slice('v0='.length),
})

/** A request that Slack signed: who said what. Where answers go is a secret for half an hour, and not recorded. */
export interface RequestRecord {
  readonly at: Instant
  /** Opaque, of whoever wrote it. */
  readonly attempt: string
  /** Null when it could not be read. */
  readonly speaker: Speaker | null
  readonly said: string
}

/** What came of it. */
export interface OutcomeRecord {
  readonly at: Instant
  readonly outcome: string
  readonly message: string
  readonly run: string | null
}

/** A request that was not believed: nothing in it is known to be true. */
export interface RefusedRecord {
  readonly at: Instant
  readonly why: Disbelieved
  readonly sourceIp: string
  readonly bytes: number
}

export interface Proposal {
  readonly speaker: Speaker
  readonly scenario: string
  readonly mode: Mode
  readonly input: Readonly<Record<string, unknown>>
  readonly reason: string
  readonly expiresAt: Instant
}

export interface ButtonRecord {
  readonly run: string
  readonly scenario: string
  readonly about: 'question' | 'window'
}

/** In words, for the record: what was typed, or which button. */
export const saidBy = (asked: Asked): string =>
  asked.kind === 'command' ? `/dr ${asked.text}` : clicked(asked.click, asked.id)

const clicked = (click: Click, id: string): string => `[${click}] ${id}`

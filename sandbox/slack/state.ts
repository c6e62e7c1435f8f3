// What the simulated Slack keeps of one workspace: channels, messages, people, groups, and the app that is installed.
import type { HttpRequest, HttpResponse } from '@smithy/protocol-http'
import type { Block } from '../../domain/chat/blocks.ts'
import type { Surroundings } from '../aws/service.ts'

export interface Workspace {
  readonly team: string
  /** Names by id. The app is a member of all. */
  readonly channels: Readonly<Record<string, string>>
  /** Names by id. */
  readonly users: Readonly<Record<string, string>>
  /** Members by id. */
  readonly groups: Readonly<Record<string, readonly string[]>>
}

/** The app as its manifest made it. */
export interface App {
  readonly signingSecret: string
  readonly botToken: string
  readonly scopes: readonly string[]
  /** Commands and clicks are sent there. */
  readonly requestUrl: string
}

export interface Posted {
  readonly channel: string
  /** Its id within the channel. */
  readonly ts: string
  readonly threadTs: string | null
  /** Only this person sees it; null for everybody in the channel. */
  readonly seenBy: string | null
  text: string
  blocks: readonly Block[]
  /** How often it was changed. */
  edits: number
}

/** One line of the conversation as somebody who looks at the channel remembers it. */
export interface Line {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly channel: string
  readonly by: string
  readonly how: 'typed' | 'clicked' | 'posted' | 'in-thread' | 'changed' | 'whispered'
  readonly text: string
}

export interface ResponseUrl {
  readonly channel: string
  readonly user: string
  readonly expiresAt: number
  uses: number
}

export interface Call {
  readonly method: string
  readonly at: number
  readonly status: number
  /** Slack's own word: `ok`, or its error. */
  readonly said: string
}

/** A misfortune at the edge of the API. `lost` happens after the effect: only the answer is missing. */
export type SlackFault = 'lost' | 'throttled' | 'failing'

export interface State {
  readonly surroundings: Pick<Surroundings, 'clock' | 'chance'>
  readonly workspace: Workspace
  readonly app: App
  /** To wherever the app listens. */
  readonly send: (request: HttpRequest) => Promise<HttpResponse>
  readonly fault: (method: string) => SlackFault | undefined
  readonly messages: Posted[]
  readonly lines: Line[]
  readonly listeners: Set<(line: Line) => void>
  readonly responseUrls: Map<string, ResponseUrl>
  readonly calls: Call[]
  /** Of each bucket, the times of the last minute. */
  readonly rates: Map<string, number[]>
  made: number
}

export function say(state: State, line: Omit<Line, 'at'>): void {
  const spoken: Line = { at: state.surroundings.clock.now(), ...line }
  state.lines.push(spoken)
  for (const listener of state.listeners) listener(spoken)
}

/** Seconds and a counter, as Slack writes them. Two messages of a channel never share one. */
export function nextTs(state: State): string {
  const seconds = Math.floor(state.surroundings.clock.now() / 1000)
  return `${seconds}.${String(++state.made).padStart(6, '0')}`
}

export const nameOf = ({ workspace }: State, user: string): string => workspace.users[user] ?? user

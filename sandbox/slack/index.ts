// The simulated Slack: its HTTP API on virtual time, and people who type and click in a workspace with one app.
import type { HttpRequest, HttpResponse } from '@smithy/protocol-http'
import { answer } from './answers.ts'
import { click, type Delivered, press, requestTo, type SentToApp, type } from './people.ts'
import type { Call, Line, Posted, State } from './state.ts'

export interface SlackOptions extends Pick<State, 'surroundings' | 'workspace' | 'app' | 'send'> {
  readonly fault?: State['fault']
}

export class Slack {
  /** The service as a whole: `silent` answers nothing, `failing` answers 503, and nobody can type or click in either. */
  outage: 'none' | 'silent' | 'failing' = 'none'
  readonly #state: State

  constructor({ fault, ...options }: SlackOptions) {
    this.#state = {
      ...options,
      fault: method => (this.outage === 'failing' ? 'failing' : fault?.(method)),
      ...{
        messages: [],
        lines: [],
        listeners: new Set(),
        responseUrls: new Map(),
        calls: [],
        rates: new Map(),
        made: 0,
      },
    }
  }

  /** Rejects as a connection does that gets no answer. */
  async handle(request: HttpRequest): Promise<HttpResponse> {
    if (this.outage === 'silent') return new Promise(() => undefined)
    const lost = this.#state.fault(request.path.replace(/^\/api\//, '')) === 'lost'
    const response = await answer(this.#state, request)
    return lost ? new Promise(() => undefined) : response
  }

  /** Somebody types `/dr <text>` in a channel. */
  type(user: string, text: string, channel = this.#home()): Promise<Delivered> {
    this.#mustWork()
    return type(this.#state, { user, channel, text })
  }

  /** Somebody clicks a button that the message shows now. */
  click(user: string, message: Posted, action: string): Promise<Delivered> {
    this.#mustWork()
    return click(this.#state, { user, message, action })
  }

  /** Somebody clicks a button of a message that was on their screen, though it was changed since. */
  press(
    user: string,
    message: Posted,
    button: { readonly action: string; readonly value: string },
  ): Promise<Delivered> {
    this.#mustWork()
    return press(this.#state, { user, message, label: button.action, ...button })
  }

  /** Anybody sends the app a request, with whatever headers and body. */
  send(sent: SentToApp): Promise<HttpResponse> {
    return this.#state.send(requestTo(this.#state.app.requestUrl, sent))
  }

  /** Of a channel and its threads, in the order of posting; ephemeral ones too. */
  messages(channel = this.#home()): readonly Posted[] {
    return this.#state.messages.filter(each => each.channel === channel)
  }

  /** Everything that was said, oldest first. */
  get lines(): readonly Line[] {
    return this.#state.lines
  }

  get calls(): readonly Call[] {
    return this.#state.calls
  }

  onLine(listener: (line: Line) => void): () => void {
    this.#state.listeners.add(listener)
    return () => this.#state.listeners.delete(listener)
  }

  #home(): string {
    const [first = ''] = Object.keys(this.#state.workspace.channels)
    return first
  }

  #mustWork(): void {
    if (this.outage !== 'none') throw new Error('Slack is down: nobody can type or click there')
  }
}

export type { Delivered, SentToApp } from './people.ts'
export type { Line, Posted } from './state.ts'

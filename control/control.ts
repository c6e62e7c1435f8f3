// What people do with runs, wherever these are: start one, look at them, watch one, say something to it.
import type { Answered, Word } from '../domain/decisions.ts'
import type { Mode } from '../domain/run.ts'
import type { RunLine, RunView } from '../domain/run-view.ts'

export interface Starting {
  readonly scenario: string
  readonly mode: Mode
  readonly input: Readonly<Record<string, unknown>>
  readonly reason: string | null
  /** The same key is the same run, however often it is sent. */
  readonly key: string
}

export interface Started {
  readonly runId: string
  readonly executionArn: string
  readonly outcome: 'started' | 'already-started'
  readonly message: string
}

/** One interface, two backends: a region of AWS, and a sandbox that is served on this machine. */
export interface Control {
  /** Rejects with ControlRefused that lists every fault, and with ControlDown. */
  start(starting: Starting): Promise<Started>
  /** The newest twenty, newest first. */
  list(): Promise<readonly RunLine[]>
  /** Rejects with ControlRefused when there is no such run here. */
  show(runId: string): Promise<RunView>
  /** How it stands, now and every few seconds, until it has ended. */
  watch(runId: string): AsyncIterable<RunView>
  /** A word that was not heard is an answer; ControlRefused is for what could not be asked. */
  decide(runId: string, word: Word): Promise<Answered>
}

/** It was understood and refused: nothing was done. */
export class ControlRefused extends Error {
  override readonly name = 'ControlRefused'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(faults.join('\n'))
    this.faults = faults
  }
}

/** Nobody answered, or what answered is broken. Whether anything was done is not known. */
export class ControlDown extends Error {
  override readonly name = 'ControlDown'
}

/** Where runs are looked for. */
export type Where =
  | {
      readonly on: 'aws'
      /** Of the API: the control region of the scenario that is asked about. */
      readonly region: string
      readonly api: string
      readonly profile?: string | undefined
    }
  | { readonly on: 'sandbox'; readonly url: string; readonly person: string }

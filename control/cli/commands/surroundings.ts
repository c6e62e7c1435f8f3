// What commands are given besides their options: scenarios, platforms and the place to run in.
import type { Platform } from '../../../domain/platform.ts'
import type { Scenario } from '../../../workflows/language/nodes.ts'
import type { SandboxBackend } from '../../backends/sandbox.ts'
import type { Control, Where } from '../../control.ts'
import type { Terminal } from '../terminal.ts'

export interface ScenarioSource {
  /** Loaded when asked for, so that `--help` does not wait for it. */
  readonly scenarios: () => Promise<readonly Scenario[]>
}

export interface PlatformReader {
  /** Rejects with PlatformFileError. */
  readonly readPlatform: (file: string) => Promise<Platform>
}

export interface Controlling extends ScenarioSource, PlatformReader {
  readonly terminal: Terminal
  /** Rejects with ControlDown where nobody is. Absent: the real ones. */
  readonly controlAt?: (where: Where) => Promise<Control>
  /** Asks the person at the keyboard; undefined when nobody is there. Absent: on stdin, if that is a terminal. */
  readonly question?: (text: string) => Promise<string | undefined>
  /** Names an attempt, as nobody has named one before. Absent: by chance. */
  readonly newKey?: () => string
}

export interface Surroundings extends Controlling {
  readonly sandbox: SandboxBackend
}

// What commands are given besides their options: scenarios, platforms and the place to run in.
import type { Platform } from '../../../domain/platform.ts'
import type { Scenario } from '../../../workflows/language/nodes.ts'
import type { SandboxBackend } from '../../backends/sandbox.ts'
import type { Terminal } from '../terminal.ts'

export interface ScenarioSource {
  /** Loaded when asked for, so that `--help` does not wait for it. */
  readonly scenarios: () => Promise<readonly Scenario[]>
}

export interface PlatformReader {
  /** Rejects with PlatformFileError. */
  readonly readPlatform: (file: string) => Promise<Platform>
}

export interface Surroundings extends ScenarioSource, PlatformReader {
  readonly terminal: Terminal
  readonly sandbox: SandboxBackend
}

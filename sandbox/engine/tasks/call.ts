// One attempt of a task: what it is told, and the ways it can be carried out.
import type { Json } from '../json.ts'
import type { Visit } from '../visit.ts'
import type { Resource } from './resource.ts'

export interface Call {
  readonly visit: Visit
  readonly resource: Resource
  readonly arguments: Json
  /** The role that the task acts with. */
  readonly roleArn: string
  /** Whether the role comes from Credentials. */
  readonly delegated: boolean
}

/**
 * Resolves with the task's result, or, where a token or a child execution is waited for, with undefined once that has
 * been arranged. Rejects with TaskFailure.
 */
export type Carry = (call: Call, settle: Settle) => Promise<Json | undefined>

export interface Settle {
  succeed(output: Json): void
  fail(error: string | undefined, cause: string | undefined): void
  /** Writes TaskSubmitted; for `.sync` and `.waitForTaskToken`. */
  submitted(output: Json): void
  /** Called when the task timed out or its branch was given up, for what can be called off. */
  onRelease(release: () => void): void
}

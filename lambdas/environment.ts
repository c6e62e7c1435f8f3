// What surrounds a handler: its clock, region, settings, log and way out. Real on AWS, virtual in a rehearsal.
import type { AwsCredentialIdentity } from '@smithy/types'
import type { Clock } from '../domain/clock.ts'

export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void
  error(message: string, fields?: Readonly<Record<string, unknown>>): void
}

/** Settings that deployment gives each function as environment variables. */
export interface Settings {
  /** Bucket of locks, pending approvals and run records. */
  readonly CONTROL_BUCKET: string
  /** Bucket of reports and exported rows. */
  readonly EVIDENCE_BUCKET: string
  /** The platform that is protected, `<project>-<environment>`: what the lock is called. */
  readonly PLATFORM: string
  /** JSON of what chat must know; only functions of chat have it. */
  readonly CHAT?: string
}

export interface Environment {
  readonly clock: Clock
  readonly region: string
  readonly accountId: string
  readonly settings: Settings
  readonly log: Log
  /** Uniform in [0, 1): jitter only. */
  readonly chance: () => number
  /** An opaque id that cannot be guessed. */
  readonly opaqueId: () => string
  /** IPv4 addresses of a name, none when it has none. Absent on AWS: Node's own resolver is asked. */
  readonly resolve?: (name: string) => Promise<readonly string[]>
  /** Checks look once, whatever the machine says: in a rehearsal whose polls come at the very moment of a change. */
  readonly watchless?: boolean
  /** Absent on AWS: the SDK's own transport and credentials are used. */
  readonly requestHandler?: object
  readonly credentials?: AwsCredentialIdentity
}

/** Where a rehearsal puts its environment into the Lambda context. A symbol cannot come in with an event. */
export const ENVIRONMENT: unique symbol = Symbol.for('muster.environment')

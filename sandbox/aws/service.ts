// What a simulated AWS service is: operations that say what they need from IAM and what they do. No serialisation.
import type { Chance } from '../chance.ts'
import type { VirtualClock } from '../clock.ts'
import type { Lifecycle } from '../lifecycle.ts'

/** One check that IAM (identity, key, vault and bucket policies) must pass before the operation runs. */
export interface Requirement {
  /** `service:Action`, as in the Service Authorization Reference. */
  readonly action: string
  /** The ARN acted on, or `*` where the action has no resource level. */
  readonly resource: string
  /** Condition keys and their values, e.g. `iam:PassedToService`. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>
}

/** Who is calling: the role behind the access key that signed the request. */
export interface Caller {
  /** `arn:aws:iam::<account>:role/<name>`. */
  readonly roleArn: string
  readonly accountId: string
}

export interface Call {
  readonly region: string
  readonly caller: Caller
  readonly requestId: string
  /** `service:Operation`, the IAM service prefix and the API operation, for traces. */
  readonly operation: string
}

export interface Operation<Input, Output> {
  /** What IAM must allow, dependent actions (`iam:PassRole`, `kms:…`, `rds:AddTagsToResource`) included. */
  readonly needs: (input: Input, call: Call) => readonly Requirement[]
  readonly run: (input: Input, call: Call) => Output | Promise<Output>
}

/**
 * A service in one region. `sdk` is the module namespace of its `@aws-sdk/client-*` package, whose operation schemas
 * the front door reads; an operation missing from `operations` answers "not simulated".
 */
export interface Service {
  /** Name used to sign requests, e.g. `rds`, `rds-data`, `secretsmanager`, `states`. */
  readonly signingName: string
  readonly sdk: Readonly<Record<string, unknown>>
  // biome-ignore lint/suspicious/noExplicitAny: each operation has its own input and output, joined only by name here.
  readonly operations: Readonly<Record<string, Operation<any, any>>>
}

/** Surroundings of a simulated service: its region, its account, time and chance. */
export interface Surroundings {
  readonly region: string
  readonly accountId: string
  readonly clock: VirtualClock
  readonly chance: Chance
  readonly lifecycle: Lifecycle
}

/**
 * An error as AWS names it. `name` is the modelled shape name (`DBClusterNotFoundFault`) or, for errors that the model
 * does not list, the wire code (`InvalidParameterValue`); the front door knows which and encodes it for the protocol.
 */
export class AwsError extends Error {
  readonly status: number
  readonly members: Readonly<Record<string, unknown>>

  constructor(name: string, message: string, options: { status?: number; members?: Record<string, unknown> } = {}) {
    super(message)
    this.name = name
    this.status = options.status ?? 400
    this.members = options.members ?? {}
  }
}

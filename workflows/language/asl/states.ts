// The shapes of printed states, and the few patterns that every task shares: retry, catch, envelope.
import { kebabToCamel } from '../../../domain/names.ts'
import type { Contract } from '../../../lambdas/contract.ts'

export type State = Readonly<Record<string, unknown>> & { readonly Type: string }
/** States in the order they should be read. */
export type States = readonly (readonly [string, State])[]

/** A printed passage: where it begins, and its states. */
export interface Printed {
  readonly entry: string
  readonly states: States
}

/** One passage, and then another to which it leads. */
export const before = (first: Printed, then: Printed): Printed => ({
  entry: first.entry,
  states: [...first.states, ...then.states],
})

/** Errors after which the function may still be running, or the call may still take effect. */
const MAY_STILL_ACT = ['States.Timeout', 'Sandbox.Timedout', 'Lambda.Unknown', 'Unavailable']

const TRANSIENT = [
  'Unavailable',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
  'Sandbox.Timedout',
  'States.Timeout',
]

/** Five tries over about a minute for a deed, eight over about three minutes for an undo. */
const retry = (attempts: number) => [
  {
    ErrorEquals: TRANSIENT,
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxDelaySeconds: 30,
    MaxAttempts: attempts,
    JitterStrategy: 'FULL',
  },
]

/** The name that a definition substitution replaces with the function's ARN; letters and digits only. */
export const placeholder = (contract: Pick<Contract, 'name'>): string => `\${${kebabToCamel(contract.name)}}`

export const taskTimeout = (contract: Contract): number => contract.timeout + 15

export interface TaskOptions {
  readonly contract: Contract
  readonly step: string
  readonly input: unknown
  readonly phase: string
  /** Recorded though it only reads, because an undo refers to its result. */
  readonly record?: boolean
  /** Looks whether the operator aborted or paused. */
  readonly heed?: boolean
  /** Seconds for which a check may watch. */
  readonly watch?: number
  readonly attempts?: number
}

/** A task without its ways out: callers add Assign, Catch and Next. */
export function task({ contract, step, input, phase, record, heed, watch, attempts = 5 }: TaskOptions): State {
  return {
    Type: 'Task',
    Comment: phase,
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: {
      FunctionName: placeholder(contract),
      Payload: {
        run: '{% $run %}',
        step,
        ...(record && { record }),
        ...(heed && { heed }),
        ...(watch !== undefined && { watch }),
        input,
      },
    },
    TimeoutSeconds: taskTimeout(contract),
    Retry: retry(attempts),
    Output: {},
  }
}

/** A task that ends when somebody answers its token; what they answer is not used. */
export function tokenTask(options: TaskOptions, within: number): State {
  const plain = task(options)
  const { FunctionName, Payload } = plain.Arguments as { FunctionName: string; Payload: object }
  return {
    ...plain,
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: { FunctionName, Payload: { ...Payload, token: '{% $states.context.Task.Token %}' } },
    TimeoutSeconds: within,
  }
}

export const PAYLOAD = '{% $states.result.Payload %}'

/** What the error says for people: the message inside Lambda's JSON, or the cause as it is, or nothing. */
export const CAUSE_TEXT =
  "($cause := $states.errorOutput.Cause; $exists($cause) ? ($substring($cause, 0, 1) = '{' and $contains($cause, 'errorMessage') ? $parse($cause).errorMessage : $cause) : '')"

/** Goes to the failure passage with what is known of the error. */
export function catchAll(step: string, title: string, options: { assign?: object; linger: number; next: string }) {
  const linger = MAY_STILL_ACT.map(error => `'${error}'`).join(', ')
  return {
    ErrorEquals: ['States.ALL'],
    Assign: {
      ...options.assign,
      failure: {
        step,
        title,
        error: '{% $states.errorOutput.Error %}',
        cause: `{% ${CAUSE_TEXT} %}`,
      },
      linger: options.linger === 0 ? 0 : `{% $states.errorOutput.Error in [${linger}] ? ${options.linger} : 0 %}`,
    },
    Output: {},
    Next: options.next,
  }
}

export const pass = (assign: object, next: string, comment?: string): State => ({
  Type: 'Pass',
  ...(comment && { Comment: comment }),
  Assign: assign,
  Output: {},
  Next: next,
})

/** Seconds. What was made a moment ago may not be listed for 1 to 5 s (aws-behaviour 6.2, invariant 15): an undo that looked at once would find nothing to take away. */
export const UNTIL_VISIBLE = 10

/** Marks steps as begun: their undo will run. */
export const begun = (names: readonly string[]): string =>
  `{% $merge([$begun, {${names.map(name => `'${name}': true`).join(', ')}}]) %}`

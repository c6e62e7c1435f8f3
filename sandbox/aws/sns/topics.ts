// SNS topics, what was published to them, and who listens.
import type { MessageAttributeValue } from '@aws-sdk/client-sns'
import type { Statement } from '../iam/iam.ts'
import type { Surroundings } from '../service.ts'

export interface Published {
  readonly messageId: string
  readonly topicArn: string
  /** Milliseconds since the epoch at which SNS accepted it; delivery comes later. */
  readonly at: number
  readonly message: string
  readonly subject: string | undefined
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>
}

export type Subscriber = (message: Published) => void

export interface Topic {
  readonly name: string
  readonly arn: string
  readonly displayName: string
  readonly policy: readonly Statement[] | undefined
  /** Customer-managed key; undefined without encryption or with `alias/aws/sns`. */
  readonly keyArn: string | undefined
  readonly published: Published[]
  readonly subscribers: Set<Subscriber>
}

export interface Options {
  /** Is this customer-managed key able to encrypt and decrypt? Always, when absent. */
  readonly usable?: (keyArn: string) => boolean
  /** Most topics on a page; 100 when absent. */
  readonly pageSize?: number
}

export interface State {
  readonly surroundings: Surroundings
  readonly options: Options
  readonly topics: Topic[]
}

// The SNS topic on which people hear of a run.
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import type { Environment } from '../environment.ts'
import { clientFor } from './clients.ts'

interface Notice {
  /** At most 100 characters; cut if longer. */
  readonly subject: string
  readonly message: object
}

export const topic = (environment: Environment) => ({
  publish: async (name: string, { subject, message }: Notice): Promise<void> => {
    await clientFor(SNSClient, environment).send(
      new PublishCommand({
        TopicArn: `arn:aws:sns:${environment.region}:${environment.accountId}:${name}`,
        // SNS takes ASCII subjects without line breaks, of fewer than 100 characters.
        Subject: subject.replace(/[^\x20-\x7e]/g, '?').slice(0, 99),
        Message: JSON.stringify(message, null, 2),
      }),
    )
  },
})

// The topic on which runs ask and tell people.
import { Alias } from 'aws-cdk-lib/aws-kms'
import { Topic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import type { Platform } from '../../domain/platform.ts'

export class RunTopic extends Topic {
  constructor(scope: Construct, id: string, platform: Platform) {
    super(scope, id, {
      topicName: platform.muster.topic,
      displayName: `Muster ${platform.project} ${platform.environment}`,
      enforceSSL: true,
      // AWS's own key for SNS lets every publisher of the account encrypt: in a disaster one permission fewer to lack.
      // It lets no AWS service do so, which is why alarms have a topic of their own.
      masterKey: Alias.fromAliasName(scope, `${id}Key`, 'alias/aws/sns'),
    })
  }
}

// The topic of alarms, with a key that CloudWatch may use.
import { RemovalPolicy } from 'aws-cdk-lib'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import type { Platform } from '../../domain/platform.ts'
import { alarmTopicName } from '../names.ts'

export class AlarmTopic extends Construct {
  readonly topic: Topic

  constructor(scope: Construct, id: string, platform: Platform) {
    super(scope, id)
    const key = new Key(this, 'Key', {
      description: 'Muster: messages of alarms',
      enableKeyRotation: true,
      // Nothing is stored with it: messages pass through.
      removalPolicy: RemovalPolicy.DESTROY,
    })
    const cloudwatch = new ServicePrincipal('cloudwatch.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': platform.account } },
    })
    key.grant(cloudwatch, 'kms:Decrypt', 'kms:GenerateDataKey*')
    this.topic = new Topic(this, 'Topic', {
      topicName: alarmTopicName(platform),
      displayName: `Muster alarms ${platform.project} ${platform.environment}`,
      enforceSSL: true,
      masterKey: key,
    })
    this.topic.grantPublish(cloudwatch)
  }
}

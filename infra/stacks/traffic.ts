// In the recovery region only: the flag that sends visitors there, and the ear for the primary region's heartbeat.
import { Stack, type StackProps } from 'aws-cdk-lib'
import { Topic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import type { Platform } from '../../domain/platform.ts'
import { Flag } from '../constructs/flag.ts'
import { HeartbeatAlarm } from '../constructs/heartbeat-alarm.ts'
import { alarmTopicArn } from '../names.ts'

export interface TrafficStackProps extends StackProps {
  /** As it stands in the recovery region. */
  readonly platform: Platform
}

/** Where traffic is moved by a change of the record there is no flag: the record is the platform's own. */
export class TrafficStack extends Stack {
  constructor(scope: Construct, id: string, { platform, ...props }: TrafficStackProps) {
    super(scope, id, { ...props, terminationProtection: true })
    const topic = Topic.fromTopicArn(this, 'Alarms', alarmTopicArn(platform))
    const { traffic } = platform.recovery
    if (traffic.by === 'flag') new Flag(this, 'Flag', { platform, traffic, topic })
    new HeartbeatAlarm(this, 'Heartbeat', { platform, topic })
  }
}

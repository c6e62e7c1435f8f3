// What IAM must allow who speaks to runs as an operator: the words, the questions and sleepers to wake, nothing else.
import { keys } from '../domain/control-records.ts'
import type { Platform } from '../domain/platform.ts'

export interface OperatorStatement {
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
}

/** For any run of the platform. Task tokens are answered with nothing: the run believes only what is written. */
export function operatorStatements({ muster }: Pick<Platform, 'muster'>): readonly OperatorStatement[] {
  const bucket = `arn:aws:s3:::${muster.controlBucket}`
  const objects = (...names: readonly string[]) => names.map(name => `${bucket}/${name}`)
  return [
    { Effect: 'Allow', Action: ['s3:PutObject'], Resource: objects(keys.operator('*'), keys.turn('*')) },
    {
      Effect: 'Allow',
      Action: ['s3:GetObject'],
      Resource: objects(keys.paused('*', '*'), keys.asked('*', '*'), keys.approval('*'), keys.commitWindow('*')),
    },
    // Also makes a missing key answer NoSuchKey instead of AccessDenied.
    { Effect: 'Allow', Action: ['s3:ListBucket'], Resource: [bucket] },
    // Service Authorization Reference, Step Functions: SendTaskSuccess has no resource type.
    { Effect: 'Allow', Action: ['states:SendTaskSuccess'], Resource: ['*'] },
  ]
}

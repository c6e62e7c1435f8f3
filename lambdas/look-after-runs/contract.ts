// Look whether a run does not end, a question is about to expire, or a drill has not passed for long: told as numbers.
import * as z from 'zod'
import { keys } from '../../domain/control-records.ts'
import { platformName } from '../../domain/platform.ts'
import { drilledKey, lookedAfter, NAMESPACE } from '../../domain/watchfulness.ts'
import { contract } from '../contract.ts'
import { allow, allowAnywhere, arns } from '../needs.ts'

export const lookAfterRuns = contract({
  name: 'look-after-runs',
  effect: 'reads',
  takes: z.strictObject({ machines: z.array(lookedAfter) }),
  gives: z.strictObject({
    overdueMinutes: z.int().describe('Of the run that is latest.'),
    questionsExpiring: z.int(),
    daysSinceDrill: z.record(z.string(), z.int()).describe('By scenario.'),
  }),
  throws: [],
  needs: p => {
    const { object, bucket, stateMachine } = arns(p)
    const { controlBucket } = p.muster
    return [
      allow('states:ListExecutions', [stateMachine(`${platformName(p)}-*`)]),
      allow(
        's3:GetObject',
        [keys.asked('*', '*'), keys.decision('*', '*'), keys.record('*'), drilledKey('*')].map(key =>
          object(controlBucket, key),
        ),
      ),
      allow('s3:PutObject', [object(controlBucket, drilledKey('*'))]),
      allow('s3:ListBucket', [bucket(controlBucket)]),
      {
        ...allowAnywhere(
          'cloudwatch:PutMetricData',
          'Service Authorization Reference, CloudWatch: PutMetricData has no resource type',
        ),
        conditions: { StringEquals: { 'cloudwatch:namespace': NAMESPACE } },
      },
    ]
  },
  again: 'it only looks, and publishes what it sees now',
})

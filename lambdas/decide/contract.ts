// Record what a person says to a run, and wake it: the only function that may answer a task token.
import { keys } from '../../domain/control-records.ts'
import { answered, decisionRequest } from '../../domain/decisions.ts'
import { contract } from '../contract.ts'
import { allow, allowAnywhere, arns } from '../needs.ts'

export const decide = contract({
  name: 'decide',
  effect: 'reads',
  takes: decisionRequest,
  gives: answered,
  throws: [],
  needs: p => {
    const { object, bucket } = arns(p)
    const ours = (...names: readonly string[]) => names.map(name => object(p.muster.controlBucket, name))
    return [
      allow(
        's3:GetObject',
        ours(
          keys.approval('*'),
          keys.decision('*', '*'),
          keys.asked('*', '*'),
          keys.paused('*', '*'),
          keys.commitWindow('*'),
          keys.turn('*'),
          keys.record('*'),
          keys.start('*'),
          keys.result('*', 'request'),
        ),
      ),
      allow(
        's3:PutObject',
        ours(
          keys.decision('*', '*'),
          keys.asked('*', '*'),
          keys.operator('*'),
          keys.turn('*'),
          keys.said('*', '*', '*'),
        ),
      ),
      // Sleepers and questions are found by it, and a missing key answers NoSuchKey instead of AccessDenied.
      allow('s3:ListBucket', [bucket(p.muster.controlBucket)]),
      allowAnywhere(
        'states:SendTaskSuccess',
        'Service Authorization Reference, Step Functions: SendTaskSuccess has no resource type',
      ),
    ]
  },
  again:
    'the first decision stands, and a second click is answered with it; of pause, resume and abort the last word counts',
})

// The API of one control region: start runs, list and show them, and say something to one. Its callers are known to IAM.
import { httpAnswer, httpEvent } from '../../domain/api/http-event.ts'
import { keys, shownOfRuns } from '../../domain/control-records.ts'
import { doorNamed } from '../../domain/deployed-names.ts'
import { platformName } from '../../domain/platform.ts'
import { contract } from '../contract.ts'
import { allow, arns } from '../needs.ts'

export const api = contract({
  name: 'api',
  effect: 'reads',
  takes: httpEvent,
  gives: httpAnswer,
  throws: [],
  // API Gateway waits 30 s at most (API Gateway developer guide, "Quotas for HTTP APIs").
  timeout: 29,
  needs: p => {
    const { object, bucket, stateMachine, execution, lambda } = arns(p)
    const ours = `${platformName(p)}-*`
    return [
      allow(
        'lambda:InvokeFunction',
        ['start-run', 'decide'].map(each => lambda(doorNamed(platformName(p), each))),
      ),
      allow(
        's3:GetObject',
        shownOfRuns.map(key => object(p.muster.controlBucket, key)),
      ),
      allow('s3:PutObject', [object(p.muster.controlBucket, keys.call('*', '*'))]),
      allow('s3:ListBucket', [bucket(p.muster.controlBucket)]),
      allow('states:ListExecutions', [stateMachine(ours)]),
      allow(['states:DescribeExecution', 'states:GetExecutionHistory'], [execution(ours)]),
    ]
  },
  again: 'it only reads and passes on; what it passes on is safe to repeat',
})

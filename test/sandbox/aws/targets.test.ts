// Targets of rules and schedules, and the roles in whose name they are called.
import { expect, test } from '@jest/globals'
import type { AwsError } from '../../../sandbox/aws/service.ts'
import { invokeTarget } from '../../../sandbox/aws/targets.ts'
import { account, surroundings } from './calling.ts'
import { functionArn, machineArn, stage } from './events-world.ts'

test('a target in whose name nobody may call is refused as IAM refuses', () => {
  const { engine, functions, iam, clock } = stage()
  const around = surroundings('us-east-1', clock)
  const invoke = invokeTarget({ surroundings: around, iam, functions, engine, admits: () => false })
  const refused = (targetArn: string, roleArn?: string) => {
    try {
      invoke({ targetArn, roleArn, sourceArn: 'arn:of:a:rule', payload: null })
    } catch (error) {
      return (error as AwsError).name
    }
    return 'taken'
  }
  const nobody = `arn:aws:iam::${account}:role/nobody`
  expect([
    refused(functionArn),
    refused(functionArn, nobody),
    refused(machineArn, nobody),
    refused(machineArn),
  ]).toEqual(['AccessDeniedException', 'AccessDenied', 'AccessDenied', 'ValidationException'])
})

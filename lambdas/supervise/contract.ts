// Find runs that ended without their own ending, and start the same machine to unwind them from their record.
import * as z from 'zod'
import { platformName } from '../../domain/platform.ts'
import { contract } from '../contract.ts'
import { allow, arns } from '../needs.ts'

export const supervise = contract({
  name: 'supervise',
  effect: 'reads',
  takes: z.strictObject({
    execution: z
      .string()
      .nullable()
      .describe('ARN of the execution that an event says has ended; null to look for any, as every five minutes.'),
    machines: z.array(z.string()).describe('ARNs of the state machines that are looked after.'),
    topic: z.string(),
  }),
  gives: z.strictObject({
    started: z.array(z.string()).describe('Names of the executions that now unwind.'),
    givenUp: z.array(z.string()).describe('Runs that several unwindings could not end: a person is called.'),
  }),
  throws: [],
  needs: p => {
    const { execution, stateMachine, topic } = arns(p)
    const ours = `${platformName(p)}-*`
    return [
      allow('states:DescribeExecution', [execution(ours)]),
      allow(['states:ListExecutions', 'states:StartExecution'], [stateMachine(ours)]),
      allow('sns:Publish', [topic(p.muster.topic)]),
    ]
  },
  again: 'the names of unwinding executions are derived from the run, and a name starts only once',
})

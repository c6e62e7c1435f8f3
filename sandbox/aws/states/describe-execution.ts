// states:DescribeExecution and DescribeStateMachine.
import type {
  DescribeExecutionCommandInput,
  DescribeExecutionOutput,
  DescribeStateMachineCommandInput,
  DescribeStateMachineOutput,
} from '@aws-sdk/client-sfn'
import type { Execution } from '../../engine/index.ts'
import { refuse } from '../not-simulated.ts'
import { AwsError, type Operation } from '../service.ts'
import { checkArn, machineOf, need, type State } from './state.ts'

const day = 86_400_000
/** Executions and their histories are kept for 90 days after they end (aws-behaviour 5.1). */
const kept = 90 * day
const redrivable = 14 * day

/** @throws ExecutionDoesNotExist, also 90 days after the execution ended */
export function describeExecution(state: State): Operation<DescribeExecutionCommandInput, DescribeExecutionOutput> {
  return {
    needs: input => need('DescribeExecution', input.executionArn),
    run: input => {
      refuse('states:DescribeExecution', input, ['includedData'])
      return output(state, findExecution(state, input.executionArn))
    },
  }
}

export function findExecution(state: State, executionArn: string | undefined): Execution {
  const arn = checkArn(executionArn, 'execution')
  const execution = state.options.engine.describeExecution(arn)
  if (!isKept(state, execution)) {
    throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`)
  }
  return execution
}

export function isKept(state: State, { stopDate }: Execution): boolean {
  return stopDate === undefined || state.surroundings.clock.now() - stopDate < kept
}

function output(state: State, execution: Execution): DescribeExecutionOutput {
  const { output: result, error, cause, stopDate } = execution
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.stateMachineArn,
    name: execution.name,
    status: execution.status,
    startDate: new Date(execution.startDate),
    input: execution.input,
    inputDetails: { included: true },
    ...(stopDate !== undefined && { stopDate: new Date(stopDate) }),
    ...(result !== undefined && { output: result, outputDetails: { included: true } }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    redriveCount: 0,
    ...redrive(execution, state.surroundings.clock.now()),
  }
}

/** For 14 days after a failure; RedriveExecution itself is not simulated. */
function redrive({ status, stopDate = 0 }: Execution, now: number): Partial<DescribeExecutionOutput> {
  const not = (why: string) => ({ redriveStatus: 'NOT_REDRIVABLE' as const, redriveStatusReason: why })
  if (status === 'RUNNING' || status === 'SUCCEEDED') return not(`Execution is ${status} and cannot be redriven`)
  return now - stopDate < redrivable
    ? { redriveStatus: 'REDRIVABLE' }
    : not('Execution has exceeded the redrivable period')
}

/** @throws StateMachineDoesNotExist */
export function describeStateMachine(
  state: State,
): Operation<DescribeStateMachineCommandInput, DescribeStateMachineOutput> {
  return {
    needs: input => need('DescribeStateMachine', input.stateMachineArn),
    run: input => {
      refuse('states:DescribeStateMachine', input, ['includedData'])
      const machine = machineOf(state, input.stateMachineArn)
      return {
        stateMachineArn: machine.arn,
        name: machine.name,
        status: 'ACTIVE',
        definition: machine.definition,
        roleArn: machine.roleArn,
        type: 'STANDARD',
        creationDate: new Date(machine.creationDate),
      }
    },
  }
}

// states:StartExecution and StopExecution.
import type {
  StartExecutionCommandInput,
  StartExecutionOutput,
  StopExecutionCommandInput,
  StopExecutionOutput,
} from '@aws-sdk/client-sfn'
import { uuid } from '../identifiers.ts'
import { refuse } from '../not-simulated.ts'
import { AwsError, type Operation } from '../service.ts'
import { checkArn, checkLength, machineOf, need, type State } from './state.ts'

const mostBytes = 262_144

/**
 * @throws InvalidName over 80 characters or with a character AWS forbids; InvalidExecutionInput for what is not JSON or
 * more than 256 KiB; ExecutionAlreadyExists (of the engine) for a name taken within 90 days
 */
export function startExecution(state: State): Operation<StartExecutionCommandInput, StartExecutionOutput> {
  return {
    needs: input => need('StartExecution', input.stateMachineArn),
    run: input => {
      refuse('states:StartExecution', input, ['traceHeader'])
      const { arn } = machineOf(state, input.stateMachineArn)
      const name = input.name ?? uuid(state.surroundings.chance, 'execution', arn, state.unnamed++)
      checkName(name)
      const text = input.input ?? '{}'
      checkInput(text)
      const execution = state.options.engine.startExecution({ stateMachineArn: arn, name, input: text })
      return { executionArn: execution.arn, startDate: new Date(execution.startDate) }
    },
  }
}

/** StartExecution, parameter `name`: no white space, brackets, wildcards, special or control characters. */
function checkName(name: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among those that AWS forbids.
  if (name.length >= 1 && name.length <= 80 && !/[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/.test(name))
    return
  throw new AwsError('InvalidName', `Invalid Name: '${name}'`)
}

function checkInput(text: string): void {
  if (Buffer.byteLength(text) > mostBytes) {
    throw new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: over ${mostBytes} bytes`)
  }
  try {
    JSON.parse(text)
  } catch (error) {
    throw new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${String(error)}'`)
  }
}

/** Undoes nothing and runs no Catch. Stopping what has ended answers when it ended. */
export function stopExecution(state: State): Operation<StopExecutionCommandInput, StopExecutionOutput> {
  return {
    needs: input => need('StopExecution', input.executionArn),
    run: input => {
      const arn = checkArn(input.executionArn, 'execution')
      checkLength('error', input.error, 256)
      checkLength('cause', input.cause, 32_768)
      const { engine } = state.options
      const before = engine.describeExecution(arn)
      const { error, cause } = input
      const execution = before.status === 'RUNNING' ? engine.stopExecution(arn, { error, cause }) : before
      return { stopDate: new Date(execution.stopDate ?? state.surroundings.clock.now()) }
    },
  }
}

// states:StartExecution and StopExecution.
import type {
  StartExecutionCommandInput,
  StartExecutionOutput,
  StopExecutionCommandInput,
  StopExecutionOutput,
} from '@aws-sdk/client-sfn'
import { uuid } from '../identifiers.ts'
import { refuse } from '../not-simulated.ts'
import type { Operation } from '../service.ts'
import { checkArn, checkLength, machineOf, need, type State } from './state.ts'

/** @throws InvalidArn, and what the engine throws: StateMachineDoesNotExist, InvalidName, InvalidExecutionInput, ExecutionAlreadyExists */
export function startExecution(state: State): Operation<StartExecutionCommandInput, StartExecutionOutput> {
  return {
    needs: input => need('StartExecution', input.stateMachineArn),
    run: input => {
      refuse('states:StartExecution', input, ['traceHeader'])
      const { arn } = machineOf(state, input.stateMachineArn)
      const name = input.name ?? uuid(state.surroundings.chance, 'execution', arn, state.unnamed++)
      const execution = state.options.engine.startExecution({ stateMachineArn: arn, name, input: input.input ?? '{}' })
      return { executionArn: execution.arn, startDate: new Date(execution.startDate) }
    },
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

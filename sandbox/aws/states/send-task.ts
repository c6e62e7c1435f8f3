// states:SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat: answers to a task token.
import type {
  SendTaskFailureCommandInput,
  SendTaskHeartbeatCommandInput,
  SendTaskSuccessCommandInput,
} from '@aws-sdk/client-sfn'
import type { Operation } from '../service.ts'
import { invalidToken, need, type State } from './state.ts'

type Nothing = Record<string, never>

/**
 * These three have no resource level: whoever may answer one token may answer all (Service Authorization Reference).
 *
 * @throws InvalidToken over 2048 characters, and what the engine throws: TaskTimedOut, TaskDoesNotExist, InvalidToken, InvalidOutput
 */
export function sendTaskSuccess(state: State): Operation<SendTaskSuccessCommandInput, Nothing> {
  return {
    needs: () => need('SendTaskSuccess', '*'),
    run: input => {
      const token = checkToken(input.taskToken)
      state.options.engine.sendTaskSuccess(token, input.output ?? '')
      return {}
    },
  }
}

export function sendTaskFailure(state: State): Operation<SendTaskFailureCommandInput, Nothing> {
  return {
    needs: () => need('SendTaskFailure', '*'),
    run: input => {
      state.options.engine.sendTaskFailure(checkToken(input.taskToken), input.error, input.cause)
      return {}
    },
  }
}

export function sendTaskHeartbeat(state: State): Operation<SendTaskHeartbeatCommandInput, Nothing> {
  return {
    needs: () => need('SendTaskHeartbeat', '*'),
    run: input => {
      state.options.engine.sendTaskHeartbeat(checkToken(input.taskToken))
      return {}
    },
  }
}

function checkToken(token: string | undefined): string {
  if (!token || token.length > 2048) throw invalidToken()
  return token
}

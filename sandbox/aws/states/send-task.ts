// states:SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat: answers to a task token.
import type {
  SendTaskFailureCommandInput,
  SendTaskHeartbeatCommandInput,
  SendTaskSuccessCommandInput,
} from '@aws-sdk/client-sfn'
import { AwsError, type Operation } from '../service.ts'
import { checkLength, invalidToken, need, type State } from './state.ts'

type Nothing = Record<string, never>

const mostBytes = 262_144

/**
 * These three have no resource level: whoever may answer one token may answer all (Service Authorization Reference).
 *
 * @throws InvalidToken over 2048 characters, and what the engine throws: TaskTimedOut, TaskDoesNotExist, InvalidToken
 */
export function sendTaskSuccess(state: State): Operation<SendTaskSuccessCommandInput, Nothing> {
  return {
    needs: () => need('SendTaskSuccess', '*'),
    run: input => {
      const token = checkToken(input.taskToken)
      state.options.engine.sendTaskSuccess(token, checkOutput(input.output ?? ''))
      return {}
    },
  }
}

export function sendTaskFailure(state: State): Operation<SendTaskFailureCommandInput, Nothing> {
  return {
    needs: () => need('SendTaskFailure', '*'),
    run: input => {
      checkLength('error', input.error, 256)
      checkLength('cause', input.cause, 32_768)
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

function checkOutput(text: string): string {
  const refusal = new AwsError('InvalidOutput', `Invalid Output: '${text.slice(0, 128)}'`)
  if (Buffer.byteLength(text) > mostBytes) throw refusal
  try {
    JSON.parse(text)
  } catch {
    throw refusal
  }
  return text
}

// Step Functions executions, as other runs see them.
import { DescribeExecutionCommand, SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn'
import type { Environment } from '../environment.ts'
import { clientFor } from './clients.ts'
import { nameOf } from './errors.ts'

export const executions = (environment: Environment) => ({
  /** False when it has ended or was never there (histories are kept for 90 days). */
  isRunning: async (executionArn: string): Promise<boolean> => {
    try {
      const { status } = await clientFor(SFNClient, environment).send(new DescribeExecutionCommand({ executionArn }))
      return status === 'RUNNING' || status === 'PENDING_REDRIVE'
    } catch (error) {
      if (nameOf(error) === 'ExecutionDoesNotExist') return false
      throw error
    }
  },
  /** Wakes a step that waits for a person. What it carries is not trusted by anyone. @returns false when nobody waits. */
  wake: async (taskToken: string): Promise<boolean> => {
    try {
      await clientFor(SFNClient, environment).send(new SendTaskSuccessCommand({ taskToken, output: '{}' }))
      return true
    } catch (error) {
      if (['TaskTimedOut', 'TaskDoesNotExist'].includes(nameOf(error))) return false
      throw error
    }
  },
})

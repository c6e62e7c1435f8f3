// Step Functions executions, as other runs and the supervisor see them.
import {
  DescribeExecutionCommand,
  type ExecutionListItem,
  ListExecutionsCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { type Instant, toInstant } from '../../domain/instant.ts'
import type { Standing } from '../../domain/unwind.ts'
import type { Environment } from '../environment.ts'
import { clientFor } from './clients.ts'
import { nameOf } from './errors.ts'

export interface Described extends Standing {
  readonly name: string
  readonly machineArn: string
  readonly input: string
  readonly startedAt: Instant
  /** Of the start while it runs. */
  readonly endedAt: Instant
  readonly cause?: string | undefined
}

export interface Beginning {
  readonly machineArn: string
  readonly name: string
  readonly input: string
}

export type Executions = ReturnType<typeof executions>

export function executions(environment: Environment) {
  const client = () => clientFor(SFNClient, environment)

  /** Newest first, so that the first one which is too old ends the list. */
  async function listed(stateMachineArn: string, statusFilter: 'ABORTED' | 'TIMED_OUT' | 'FAILED', since: number) {
    const found: ExecutionListItem[] = []
    let nextToken: string | undefined
    do {
      const page = await client().send(new ListExecutionsCommand({ stateMachineArn, statusFilter, nextToken }))
      const young = (page.executions ?? []).filter(each => Number(each.startDate ?? 0) >= since)
      found.push(...young)
      nextToken = young.length < (page.executions ?? []).length ? undefined : page.nextToken
    } while (nextToken)
    return found
  }

  return {
    /** Undefined when it was never there, or more than 90 days ago. */
    async describe(executionArn: string): Promise<Described | undefined> {
      try {
        const found = await client().send(new DescribeExecutionCommand({ executionArn }))
        const {
          name = '',
          stateMachineArn = '',
          status = '',
          error,
          cause,
          input = 'null',
          startDate,
          stopDate,
        } = found
        const startedAt = toInstant(Number(startDate ?? 0))
        const endedAt = toInstant(Number(stopDate ?? startDate ?? 0))
        return { name, machineArn: stateMachineArn, status, error, cause, input, startedAt, endedAt }
      } catch (error) {
        if (nameOf(error) === 'ExecutionDoesNotExist') return undefined
        throw error
      }
    },
    /** ARNs of executions that ended in another way than by Succeed, and began since then. */
    async endedBadly(machineArns: readonly string[], since: number): Promise<readonly string[]> {
      const lists = machineArns.flatMap(arn =>
        (['ABORTED', 'TIMED_OUT', 'FAILED'] as const).map(status => listed(arn, status, since)),
      )
      return (await Promise.all(lists)).flat().flatMap(({ executionArn }) => (executionArn ? [executionArn] : []))
    },
    /**
     * Starts it, or leaves it alone when one of that name was started before (names are used once in 90 days).
     * @returns false when one was; of one that still runs with the same input AWS says that it was started now
     */
    async start({ machineArn, name, input }: Beginning): Promise<boolean> {
      try {
        await client().send(new StartExecutionCommand({ stateMachineArn: machineArn, name, input }))
        return true
      } catch (error) {
        if (nameOf(error) !== 'ExecutionAlreadyExists') throw error
        return false
      }
    },
    /** Wakes a step that waits for a person. What it carries is not trusted by anyone. @returns false when nobody waits. */
    async wake(taskToken: string): Promise<boolean> {
      try {
        await client().send(new SendTaskSuccessCommand({ taskToken, output: '{}' }))
        return true
      } catch (error) {
        if (['TaskTimedOut', 'TaskDoesNotExist'].includes(nameOf(error))) return false
        throw error
      }
    },
  }
}

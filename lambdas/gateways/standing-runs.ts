// Executions that run, and those that succeeded last: what somebody who looks after all machines wants to know.
import { type ExecutionListItem, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn'
import type { Environment } from '../environment.ts'
import { clientFor } from './clients.ts'

export interface Standing {
  readonly name: string
  readonly startedAt: number
  /** Undefined while it runs. */
  readonly endedAt: number | undefined
}

const standing = ({ name = '', startDate, stopDate }: ExecutionListItem): Standing => ({
  name,
  startedAt: Number(startDate ?? 0),
  endedAt: stopDate ? Number(stopDate) : undefined,
})

export const standingRuns = (environment: Environment) => ({
  async running(stateMachineArn: string): Promise<readonly Standing[]> {
    const found: Standing[] = []
    let nextToken: string | undefined
    do {
      const page = await clientFor(SFNClient, environment).send(
        new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', nextToken }),
      )
      found.push(...(page.executions ?? []).map(standing))
      nextToken = page.nextToken
    } while (nextToken)
    return found
  },
  /** Newest first, those that began since then and have ended: the list is in the order of beginning. */
  async succeeded(stateMachineArn: string, since: number): Promise<readonly Standing[]> {
    const found: Standing[] = []
    let nextToken: string | undefined
    do {
      const page = await clientFor(SFNClient, environment).send(
        new ListExecutionsCommand({ stateMachineArn, statusFilter: 'SUCCEEDED', nextToken }),
      )
      const young = (page.executions ?? []).map(standing).filter(({ startedAt }) => startedAt >= since)
      found.push(...young)
      nextToken = young.length < (page.executions ?? []).length ? undefined : page.nextToken
    } while (nextToken)
    return found
  },
})

// states:ListExecutions and GetExecutionHistory, in pages.
import type {
  GetExecutionHistoryCommandInput,
  GetExecutionHistoryOutput,
  HistoryEvent as HistoryEventOutput,
  ListExecutionsCommandInput,
  ListExecutionsOutput,
} from '@aws-sdk/client-sfn'
import type { HistoryEvent } from '../../engine/index.ts'
import { notSimulated, refuse } from '../not-simulated.ts'
import { page, pageLimit } from '../pages.ts'
import type { Operation } from '../service.ts'
import { findExecution, isKept } from './describe-execution.ts'
import { invalidToken, machineOf, need, type State } from './state.ts'

/** A hundred a page unless asked for up to 1000; zero asks for the default. */
export function limitOf(state: State, asked: number | undefined): number {
  return Math.min(pageLimit(asked || 100, 1000, state.options.pageSize), 1000)
}

/** Newest first. */
export function listExecutions(state: State): Operation<ListExecutionsCommandInput, ListExecutionsOutput> {
  return {
    needs: input => need('ListExecutions', input.stateMachineArn),
    run: input => {
      refuse('states:ListExecutions', input, ['mapRunArn', 'redriveFilter'])
      const { statusFilter } = input
      if (statusFilter === 'PENDING_REDRIVE') throw notSimulated('states:ListExecutions statusFilter PENDING_REDRIVE')
      const { arn } = machineOf(state, input.stateMachineArn)
      const executions = state.options.engine.listExecutions(arn, statusFilter).filter(each => isKept(state, each))
      const { items, next } = page({
        items: executions.toSorted((a, b) => b.startDate - a.startDate),
        key: execution => execution.arn,
        limit: limitOf(state, input.maxResults),
        token: input.nextToken,
        invalidToken,
      })
      const listed = items.map(({ arn: executionArn, stateMachineArn, name, status, startDate, stopDate }) => ({
        executionArn,
        stateMachineArn,
        name,
        status,
        startDate: new Date(startDate),
        ...(stopDate !== undefined && { stopDate: new Date(stopDate) }),
      }))
      return { executions: listed, ...(next && { nextToken: next }) }
    },
  }
}

/** Oldest first unless `reverseOrder`. Without `includeExecutionData`, payloads are left out. */
export function getExecutionHistory(
  state: State,
): Operation<GetExecutionHistoryCommandInput, GetExecutionHistoryOutput> {
  return {
    needs: input => need('GetExecutionHistory', input.executionArn),
    run: input => {
      const { arn } = findExecution(state, input.executionArn)
      const history = state.options.engine.history(arn)
      const { items, next } = page({
        items: input.reverseOrder ? history.toReversed() : history,
        key: event => String(event.id),
        limit: limitOf(state, input.maxResults),
        token: input.nextToken,
        invalidToken,
      })
      const events = items.map(event => output(event, input.includeExecutionData ?? true))
      return { events, ...(next && { nextToken: next }) }
    },
  }
}

const payloads = new Set(['input', 'output', 'parameters', 'assignedVariables'])
/** The model requires it of every task that was scheduled. */
const required = new Set(['parameters'])

function output({ timestamp, ...event }: HistoryEvent, whole: boolean): HistoryEventOutput {
  const shown = whole
    ? event
    : Object.fromEntries(Object.entries(event).map(([key, value]) => [key, withoutPayload(value)]))
  // The engine names events and their details as the API does; the front door holds every answer against the model.
  return { ...shown, timestamp: new Date(timestamp) } as HistoryEventOutput
}

function withoutPayload(details: unknown): unknown {
  if (typeof details !== 'object' || details === null) return details
  return Object.fromEntries(
    Object.entries(details).flatMap(([key, value]) =>
      payloads.has(key) ? (required.has(key) ? [[key, '']] : []) : [[key, value]],
    ),
  )
}

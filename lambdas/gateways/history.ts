// What an execution's history tells of its states: when each was first entered and last left, and how often.
import { GetExecutionHistoryCommand, type HistoryEvent, SFNClient } from '@aws-sdk/client-sfn'
import { toInstant } from '../../domain/instant.ts'
import type { StateSpan } from '../../domain/run-view.ts'
import type { Environment } from '../environment.ts'
import { clientFor } from './clients.ts'

/** Without inputs and outputs, which hold task tokens among other things. A page has 1000 events, a run a few thousand. */
export async function statesOf(environment: Environment, executionArn: string): Promise<readonly StateSpan[]> {
  const spans = new Map<string, StateSpan>()
  const names = new Map<number, string>()
  let nextToken: string | undefined
  do {
    const page = await clientFor(SFNClient, environment).send(
      new GetExecutionHistoryCommand({ executionArn, includeExecutionData: false, maxResults: 1000, nextToken }),
    )
    for (const event of page.events ?? []) add(spans, names, event)
    nextToken = page.nextToken
  } while (nextToken)
  return [...spans.values()]
}

/** An event belongs to the state of the event before it, except where it names its own. */
function add(spans: Map<string, StateSpan>, names: Map<number, string>, event: HistoryEvent): void {
  const { id = 0, previousEventId = 0, type = '' } = event
  const entered = event.stateEnteredEventDetails?.name
  const name = entered ?? event.stateExitedEventDetails?.name ?? names.get(previousEventId)
  if (name === undefined) return
  names.set(id, name)
  const at = toInstant(Number(event.timestamp ?? 0))
  const span = spans.get(name) ?? { name, enteredAt: at, exitedAt: null, times: 0, failed: null }
  if (entered !== undefined) spans.set(name, { ...span, exitedAt: null, times: span.times + 1 })
  else if (type.endsWith('StateExited')) spans.set(name, { ...span, exitedAt: at })
  else if (type === 'TaskSucceeded') spans.set(name, { ...span, failed: null })
  else if (type === 'TaskFailed') spans.set(name, { ...span, failed: event.taskFailedEventDetails?.error ?? 'failed' })
  else if (type === 'TaskTimedOut') spans.set(name, { ...span, failed: 'States.Timeout' })
}

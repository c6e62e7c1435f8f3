// states:ListStateMachines, oldest first and in pages.
import type { ListStateMachinesCommandInput, ListStateMachinesOutput } from '@aws-sdk/client-sfn'
import { page } from '../pages.ts'
import type { Operation } from '../service.ts'
import { limitOf } from './list-executions.ts'
import { invalidToken, need, type State } from './state.ts'

/** No resource level (Service Authorization Reference, list_awsstepfunctions). @throws InvalidToken */
export function listStateMachines(state: State): Operation<ListStateMachinesCommandInput, ListStateMachinesOutput> {
  return {
    needs: () => need('ListStateMachines', '*'),
    run: input => {
      const { items, next } = page({
        items: state.options.engine.listStateMachines(),
        key: machine => machine.arn,
        limit: limitOf(state, input.maxResults),
        token: input.nextToken,
        invalidToken,
      })
      const stateMachines = items.map(({ arn, name, creationDate }) => ({
        stateMachineArn: arn,
        name,
        type: 'STANDARD' as const,
        creationDate: new Date(creationDate),
      }))
      return { stateMachines, ...(next && { nextToken: next }) }
    },
  }
}

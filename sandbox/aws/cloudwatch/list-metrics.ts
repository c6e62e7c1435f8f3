// cloudwatch:ListMetrics: which series there are. A metric without data for two weeks is not simulated to vanish.
import type { ListMetricsCommandInput, ListMetricsOutput } from '@aws-sdk/client-cloudwatch'
import { refuse } from '../not-simulated.ts'
import { page, pageLimit } from '../pages.ts'
import { AwsError, type Operation } from '../service.ts'
import { onMetrics } from './needs.ts'
import type { MetricName, State } from './state.ts'

export function listMetrics(state: State): Operation<ListMetricsCommandInput, ListMetricsOutput> {
  return {
    needs: () => onMetrics('ListMetrics'),
    run: input => {
      refuse('cloudwatch:ListMetrics', input, ['RecentlyActive', 'IncludeLinkedAccounts', 'OwningAccount'])
      const { items, next } = page({
        items: state.metrics.names(state.surroundings.clock.now()).filter(name => fits(name, input)),
        key: name => JSON.stringify(name),
        limit: pageLimit(undefined, 500, state.options.pageSize),
        token: input.NextToken,
        invalidToken: () => new AwsError('InvalidParameterValueException', 'The token is not one of ours.'),
      })
      const metrics = items.map(({ namespace, name, dimensions }) => ({
        ...{ Namespace: namespace, MetricName: name, Dimensions: [...dimensions] },
      }))
      return { Metrics: metrics, ...(next && { NextToken: next }) }
    },
  }
}

function fits({ namespace, name, dimensions }: MetricName, input: ListMetricsCommandInput): boolean {
  const wanted = input.Dimensions ?? []
  return (
    (input.Namespace === undefined || input.Namespace === namespace) &&
    (input.MetricName === undefined || input.MetricName === name) &&
    wanted.every(each =>
      dimensions.some(one => one.Name === each.Name && (each.Value === undefined || one.Value === each.Value)),
    )
  )
}

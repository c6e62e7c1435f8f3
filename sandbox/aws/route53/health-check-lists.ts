// route53:GetHealthCheck, ListHealthChecks and GetHealthCheckStatus.
import type {
  GetHealthCheckCommandInput,
  GetHealthCheckResponse,
  GetHealthCheckStatusCommandInput,
  GetHealthCheckStatusResponse,
  HealthCheckObservation,
  HealthCheckRegion,
  ListHealthChecksCommandInput,
  ListHealthChecksResponse,
} from '@aws-sdk/client-route-53'
import { notSimulated } from '../not-simulated.ts'
import { pageLimit } from '../pages.ts'
import type { Operation } from '../service.ts'
import { healthCheckView } from './health-check-views.ts'
import { on, onAll } from './needs.ts'
import { findHealthCheck, invalidInput } from './refusals.ts'
import type { Checker, State } from './state.ts'

export function getHealthCheck(state: State): Operation<GetHealthCheckCommandInput, GetHealthCheckResponse> {
  return {
    needs: input => [on(state, 'GetHealthCheck', 'healthcheck', input.HealthCheckId)],
    run: input => ({ HealthCheck: healthCheckView(findHealthCheck(state, input.HealthCheckId)) }),
  }
}

export function listHealthChecks(state: State): Operation<ListHealthChecksCommandInput, ListHealthChecksResponse> {
  return {
    needs: () => [onAll('ListHealthChecks')],
    run: input => {
      const all = [...state.healthChecks.values()]
      const from = input.Marker === undefined ? 0 : all.findIndex(check => check.id === input.Marker)
      if (from < 0) throw invalidInput('The marker names no health check.')
      const limit = pageLimit(input.MaxItems, 1000, state.options.pageSize)
      const next = all[from + limit]
      return {
        HealthChecks: all.slice(from, from + limit).map(healthCheckView),
        Marker: input.Marker ?? '',
        IsTruncated: next !== undefined,
        ...(next && { NextMarker: next.id }),
        MaxItems: limit,
      }
    },
  }
}

/**
 * What each checker saw last, before any inversion, and however often in a row: not the status that answers go by.
 * What it says of a check on an alarm is not documented, so that is refused.
 */
export function getHealthCheckStatus(
  state: State,
): Operation<GetHealthCheckStatusCommandInput, GetHealthCheckStatusResponse> {
  return {
    needs: input => [on(state, 'GetHealthCheckStatus', 'healthcheck', input.HealthCheckId)],
    run: input => {
      const check = findHealthCheck(state, input.HealthCheckId)
      if (check.alarm) throw notSimulated('route53:GetHealthCheckStatus of a check on an alarm')
      const reporting = check.checkers.filter(({ region }) => !state.options.dark?.(region))
      return { HealthCheckObservations: reporting.map(observation) }
    },
  }
}

/** Addresses of checkers are AWS's; these come from the range that is kept for documentation (RFC 5737). */
function observation({ region, report, checkedAt }: Checker, index: number): HealthCheckObservation {
  return {
    Region: region as HealthCheckRegion,
    IPAddress: `203.0.113.${10 + index}`,
    StatusReport: { Status: report, ...(checkedAt !== undefined && { CheckedTime: new Date(checkedAt) }) },
  }
}

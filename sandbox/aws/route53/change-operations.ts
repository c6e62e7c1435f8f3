// route53:ChangeResourceRecordSets and GetChange.
import type {
  ChangeInfo,
  ChangeResourceRecordSetsCommandInput,
  ChangeResourceRecordSetsResponse,
  GetChangeCommandInput,
  GetChangeResponse,
} from '@aws-sdk/client-route-53'
import { AwsError, type Operation } from '../service.ts'
import { applied, type RecordChange } from './batch.ts'
import { loadBalancerOf } from './load-balancer.ts'
import { changeContext, on } from './needs.ts'
import { submit } from './propagation.ts'
import { assertForm } from './record-form.ts'
import { normalRecord } from './records.ts'
import { findHealthCheck, findZone, invalidChangeBatch, invalidInput } from './refusals.ts'
import { type Change, idOf, type State } from './state.ts'

/** All changes or none. Names answer the old way until the change has reached their place, and resolvers keep the old TTL. */
export function changeResourceRecordSets(
  state: State,
): Operation<ChangeResourceRecordSetsCommandInput, ChangeResourceRecordSetsResponse> {
  return {
    needs: input => [
      on(state, 'ChangeResourceRecordSets', 'hostedzone', input.HostedZoneId, changeContext(input.ChangeBatch)),
    ],
    run: ({ HostedZoneId: zoneId, ChangeBatch: batch }) => {
      const zone = findZone(state, zoneId)
      const changes = changesOf(state, batch?.Changes ?? [])
      if (zone.busyUntil > state.surroundings.clock.now())
        throw new AwsError('PriorRequestNotComplete', `The request was rejected because ${zone.name} is still busy.`)
      const facts = { id: zone.id, name: zone.name, loadBalancer: (name: string) => loadBalancerOf(state, name) }
      const outcome = applied(facts, zone.current.records, changes)
      if ('problems' in outcome) throw invalidChangeBatch(outcome.problems)
      return { ChangeInfo: changeView(submit(state, zone, outcome.records, batch?.Comment)) }
    },
  }
}

type Given = NonNullable<ChangeResourceRecordSetsCommandInput['ChangeBatch']>['Changes']

/** @throws InvalidInput, NoSuchHealthCheck */
function changesOf(state: State, changes: NonNullable<Given>): readonly RecordChange[] {
  if (changes.length === 0) throw invalidInput('Invalid request: a batch holds at least one change')
  return changes.map(change => {
    assertForm(change)
    const { Action: action = 'UPSERT', ResourceRecordSet: record } = change
    const { HealthCheckId: healthCheck } = record ?? {}
    if (healthCheck !== undefined && action !== 'DELETE') findHealthCheck(state, healthCheck)
    return { action, record: normalRecord(record ?? { Name: '', Type: 'A' }) }
  })
}

export function getChange(state: State): Operation<GetChangeCommandInput, GetChangeResponse> {
  return {
    needs: input => [on(state, 'GetChange', 'change', input.Id)],
    run: input => {
      const change = state.changes.get(idOf(input.Id))
      if (!change) throw new AwsError('NoSuchChange', `A change with the ID ${idOf(input.Id)} does not exist.`)
      return { ChangeInfo: changeView(change) }
    },
  }
}

function changeView({ id, status, submittedAt, comment }: Change): ChangeInfo {
  return {
    Id: `/change/${id}`,
    Status: status,
    SubmittedAt: new Date(submittedAt),
    ...(comment !== undefined && { Comment: comment }),
  }
}

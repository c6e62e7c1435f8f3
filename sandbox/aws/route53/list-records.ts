// route53:ListResourceRecordSets: the records of a zone from a name on, whether or not there is such a name.
import type { ListResourceRecordSetsCommandInput, ListResourceRecordSetsResponse } from '@aws-sdk/client-route-53'
import { pageLimit } from '../pages.ts'
import type { Operation } from '../service.ts'
import { normalName } from './names.ts'
import { on } from './needs.ts'
import { compareRecords } from './records.ts'
import { findZone, invalidInput } from './refusals.ts'
import type { State } from './state.ts'

/** Records as they were last changed, not as they are answered: a change that is PENDING shows already. */
export function listResourceRecordSets(
  state: State,
): Operation<ListResourceRecordSetsCommandInput, ListResourceRecordSetsResponse> {
  return {
    needs: input => [on(state, 'ListResourceRecordSets', 'hostedzone', input.HostedZoneId)],
    run: input => {
      const { records } = findZone(state, input.HostedZoneId).current
      const { StartRecordName: name, StartRecordType: type, StartRecordIdentifier: identifier } = input
      if (type !== undefined && name === undefined) throw invalidInput('StartRecordType needs StartRecordName.')
      if (identifier !== undefined && type === undefined)
        throw invalidInput('StartRecordIdentifier needs StartRecordName and StartRecordType.')
      const start = { Name: normalName(name ?? ''), Type: type, SetIdentifier: identifier }
      const from = name === undefined ? 0 : records.findIndex(record => compareRecords(record, start) >= 0)
      const rest = from < 0 ? [] : records.slice(from)
      const limit = pageLimit(input.MaxItems, 300, state.options.pageSize)
      const next = rest[limit]
      return {
        ResourceRecordSets: rest.slice(0, limit),
        IsTruncated: next !== undefined,
        MaxItems: limit,
        ...(next && { NextRecordName: next.Name, NextRecordType: next.Type, NextRecordIdentifier: next.SetIdentifier }),
      }
    },
  }
}

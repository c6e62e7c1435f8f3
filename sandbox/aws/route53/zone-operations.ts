// route53:GetHostedZone, ListHostedZones and ListHostedZonesByName.
import type {
  GetHostedZoneCommandInput,
  GetHostedZoneResponse,
  HostedZone,
  ListHostedZonesByNameCommandInput,
  ListHostedZonesByNameResponse,
  ListHostedZonesCommandInput,
  ListHostedZonesResponse,
} from '@aws-sdk/client-route-53'
import { refuse } from '../not-simulated.ts'
import { pageLimit } from '../pages.ts'
import type { Operation } from '../service.ts'
import { compareNames, normalName } from './names.ts'
import { on, onAll } from './needs.ts'
import { findZone, invalidInput } from './refusals.ts'
import { idOf, type State, type Zone } from './state.ts'

export function getHostedZone(state: State): Operation<GetHostedZoneCommandInput, GetHostedZoneResponse> {
  return {
    needs: input => [on(state, 'GetHostedZone', 'hostedzone', input.Id)],
    run: input => {
      const zone = findZone(state, input.Id)
      return {
        HostedZone: zoneView(zone),
        ...(zone.vpcs ? { VPCs: [...zone.vpcs] } : { DelegationSet: { NameServers: [...zone.nameServers] } }),
      }
    },
  }
}

/** In the order of their making; the marker is the first zone of the next page. */
export function listHostedZones(state: State): Operation<ListHostedZonesCommandInput, ListHostedZonesResponse> {
  return {
    needs: () => [onAll('ListHostedZones')],
    run: input => {
      refuse('route53:ListHostedZones', input, ['DelegationSetId', 'HostedZoneType'])
      const from = input.Marker === undefined ? 0 : state.zones.findIndex(zone => zone.id === idOf(input.Marker))
      if (from < 0) throw invalidInput('The marker names no hosted zone.')
      const limit = pageLimit(input.MaxItems, 100, state.options.pageSize)
      const next = state.zones[from + limit]
      return {
        HostedZones: state.zones.slice(from, from + limit).map(zoneView),
        Marker: input.Marker ?? '',
        IsTruncated: next !== undefined,
        ...(next && { NextMarker: next.id }),
        MaxItems: limit,
      }
    },
  }
}

/** Zones from that name on, in the order of names: not only the zones of that name, and not that there is one. */
export function listHostedZonesByName(
  state: State,
): Operation<ListHostedZonesByNameCommandInput, ListHostedZonesByNameResponse> {
  return {
    needs: () => [onAll('ListHostedZonesByName')],
    run: input => {
      const { DNSName: name, HostedZoneId: id } = input
      if (id !== undefined && name === undefined) throw invalidInput('HostedZoneId needs DNSName.')
      const start = { name: normalName(name ?? ''), id: idOf(id) }
      const sorted = [...state.zones].sort(compareZones)
      const from = name === undefined ? 0 : sorted.findIndex(zone => compareZones(zone, start) >= 0)
      const rest = from < 0 ? [] : sorted.slice(from)
      const limit = pageLimit(input.MaxItems, 100, state.options.pageSize)
      const next = rest[limit]
      return {
        HostedZones: rest.slice(0, limit).map(zoneView),
        ...(name !== undefined && { DNSName: name, ...(id !== undefined && { HostedZoneId: id }) }),
        IsTruncated: next !== undefined,
        ...(next && { NextDNSName: next.name, NextHostedZoneId: next.id }),
        MaxItems: limit,
      }
    },
  }
}

function compareZones(one: Pick<Zone, 'name' | 'id'>, other: Pick<Zone, 'name' | 'id'>): number {
  return compareNames(one.name, other.name) || (one.id < other.id ? -1 : Number(one.id > other.id))
}

function zoneView({ id, name, callerReference, comment, vpcs, current }: Zone): HostedZone {
  return {
    Id: `/hostedzone/${id}`,
    Name: name,
    CallerReference: callerReference,
    Config: { ...(comment !== undefined && { Comment: comment }), PrivateZone: vpcs !== undefined },
    ResourceRecordSetCount: current.records.length,
  }
}

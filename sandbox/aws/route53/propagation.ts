// A change of records on its way to the places that answer: each has it at a time of its own, and INSYNC is the last.
import { type Change, newId, places, type RecordSet, type State, type Zone } from './state.ts'

/** Accepts the zone's new records: the API shows them at once, the places that answer later. */
export function submit(state: State, zone: Zone, records: readonly RecordSet[], comment?: string): Change {
  const { clock, lifecycle, chance } = state.surroundings
  const change: Change = { id: newId(state, 'C'), submittedAt: clock.now(), comment, status: 'PENDING' }
  const version = { number: zone.current.number + 1, records }
  zone.current = version
  // How long a zone is taken with one change is not documented; that it can be is (API reference, PriorRequestNotComplete).
  zone.busyUntil = clock.now() + chance.of('route53', 'accepting', change.id) * 300
  state.changes.set(change.id, change)
  let missing = places.length
  for (const place of places) {
    lifecycle.schedule('route53.change.reaching', `${zone.name} ${change.id} ${place}`, {
      done: () => {
        // Changes may overtake each other; a place never goes back.
        if ((zone.served.get(place)?.number ?? 0) < version.number) zone.served.set(place, version)
        missing -= 1
        if (missing === 0) change.status = 'INSYNC'
      },
    })
  }
  return change
}

// Record sets: which is which, when two are the same, and the order of lists.
import { compareNames, normalName } from './names.ts'
import type { RecordSet } from './state.ts'

/** As it is kept and shown: names normal, members without a value left out. */
export function normalRecord(record: RecordSet): RecordSet {
  const { AliasTarget: alias } = record
  const given = Object.entries(record).filter(([, value]) => value !== undefined)
  return {
    ...(Object.fromEntries(given) as RecordSet),
    Name: normalName(record.Name ?? ''),
    ...(record.ResourceRecords && { ResourceRecords: record.ResourceRecords.map(({ Value }) => ({ Value })) }),
    ...(alias && { AliasTarget: { ...alias, DNSName: normalName(alias.DNSName ?? '') } }),
  }
}

/** Name, type and set identifier tell records apart; nothing else does. */
export function keyOf({ Name, Type, SetIdentifier }: RecordSet): string {
  return `${Name} ${Type} ${SetIdentifier ?? ''}`
}

/** Every field counts, and so does the order in which values were given, but for this: Route 53 compares them as a set. */
export function sameRecord(one: RecordSet, other: RecordSet): boolean {
  return canonical(one) === canonical(other)
}

function canonical(record: RecordSet): string {
  const values = record.ResourceRecords?.map(({ Value }) => Value ?? '').sort()
  const entries = Object.entries({ ...record, ResourceRecords: values }).filter(([, value]) => value !== undefined)
  return JSON.stringify(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)),
    (_, value) => sortedKeys(value),
  )
}

function sortedKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

export function compareRecords(one: RecordSet, other: RecordSet): number {
  return (
    compareNames(one.Name ?? '', other.Name ?? '') ||
    compareText(one.Type ?? '', other.Type ?? '') ||
    compareText(one.SetIdentifier ?? '', other.SetIdentifier ?? '')
  )
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

/** `[name='www.example.com.', type='A', set identifier='blue']`, as messages name a record. */
export function described({ Name, Type, SetIdentifier }: RecordSet): string {
  const identifier = SetIdentifier === undefined ? '' : `, set identifier='${SetIdentifier}'`
  return `[name='${Name}', type='${Type}'${identifier}]`
}

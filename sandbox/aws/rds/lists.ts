// Pages and filters of RDS lists.
import type { Filter } from '@aws-sdk/client-rds'
import { type Page, page, pageLimit } from '../pages.ts'
import { badValue } from './refusals.ts'
import type { State } from './state.ts'

/** 20 to 100 items, 100 unless asked (RDS API reference, MaxRecords); the rehearsal may make pages smaller. */
export function listed<T>(
  state: State,
  input: { readonly MaxRecords?: number | undefined; readonly Marker?: string | undefined },
  list: { readonly items: readonly T[]; readonly key: (item: T) => string },
): Page<T> {
  const { MaxRecords: asked, Marker: token } = input
  if (asked !== undefined && (asked < 20 || asked > 100)) {
    throw badValue(`Invalid value ${asked} for MaxRecords. Must be between 20 and 100`)
  }
  const items = [...list.items].sort((a, b) => (list.key(a) < list.key(b) ? -1 : 1))
  const limit = pageLimit(asked, 100, state.options.pageSize)
  const invalidToken = () => badValue('The marker parameter is not valid.')
  // An empty marker is as good as none.
  return page({ items, key: list.key, limit, token: token === '' ? undefined : token, invalidToken })
}

/** All filters must match, each by any of its values. Throws InvalidParameterValue for a filter that is not known. */
export function filtered<T>(
  items: readonly T[],
  filters: readonly Filter[] | undefined,
  fields: Readonly<Record<string, (item: T) => readonly string[]>>,
): readonly T[] {
  let left = items
  for (const { Name = '', Values = [] } of filters ?? []) {
    const field = fields[Name]
    if (!field) throw badValue(`Unrecognized filter name: ${Name}`)
    left = left.filter(item => field(item).some(value => Values.includes(value)))
  }
  return left
}

// AWS Backup's lists: pages of at most 1000 items with a token of its own kind of error, and what lists of jobs go by.
import { page, pageLimit } from '../pages.ts'
import { invalid, type State } from './state.ts'

export interface Asked {
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

/** @throws InvalidParameterValueException for a page of less than one or more than 1000, and for a foreign token */
export function pageOf<T>(state: State, asked: Asked, items: readonly T[], key: (item: T) => string) {
  const { MaxResults: most, NextToken: token } = asked
  if (most !== undefined && (most < 1 || most > 1000)) throw invalid('MaxResults must be 1 to 1000.')
  const invalidToken = () => invalid('The NextToken is not valid.')
  const found = page({ items, key, limit: pageLimit(most, 1000, state.options.pageSize), token, invalidToken })
  return { items: found.items, NextToken: found.next }
}

/** Milliseconds. A job of last month is no longer told (C40); who asks for a copy looks into its vault (pitfall 63). */
export const JOBS_TOLD_FOR = 30 * 86_400_000

/** Jobs have no resource level in IAM. */
export const anywhere = (action: string) => () => [{ action: `backup:${action}`, resource: '*' }]

/** Whether a job's time lies between what was asked for; a time that is not there lies nowhere. */
export function isWithin(time: number | undefined, after: Date | undefined, before: Date | undefined): boolean {
  if (after === undefined && before === undefined) return true
  if (time === undefined) return false
  return (after === undefined || time > after.getTime()) && (before === undefined || time < before.getTime())
}

// Pages of AWS Backup's lists: at most 1000 items, and a token of its own kind of error.
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

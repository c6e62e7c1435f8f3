// Pages of EFS lists. Tokens are called Marker in older operations and NextToken in newer ones.
import { type Page, page, pageLimit } from '../pages.ts'
import { badRequest } from './refusals.ts'
import type { State } from './state.ts'

/** Up to 100 items a page (EFS API reference, MaxItems). */
export function listed<T extends { readonly id: string }>(
  state: State,
  items: readonly T[],
  asked: { readonly most: number | undefined; readonly token: string | undefined },
): Page<T> {
  if (asked.most !== undefined && asked.most < 1) throw badRequest('MaxItems must be at least 1')
  const limit = pageLimit(asked.most, 100, state.options.pageSize)
  const invalidToken = () => badRequest('The marker is not valid.')
  return page({ items, key: ({ id }) => id, limit, token: asked.token, invalidToken })
}

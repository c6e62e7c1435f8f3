// Pages, and the wildcard that every Describe of Elastic Load Balancing needs.
import { type Page, page, pageLimit } from '../pages.ts'
import { AwsError, type Requirement } from '../service.ts'
import type { State } from './state.ts'

const MOST = 400

/** Service Authorization Reference, Elastic Load Balancing V2: describing has no resource level. */
export const anywhere = (action: string): readonly Requirement[] => [
  { action: `elasticloadbalancing:${action}`, resource: '*' },
]

export const invalid = (message: string): AwsError => new AwsError('ValidationError', message)

export function listed<T extends { readonly arn: string }>(
  state: State,
  items: readonly T[],
  { PageSize: asked, Marker: token }: { readonly PageSize?: number | undefined; readonly Marker?: string | undefined },
): Page<T> {
  if (asked !== undefined && (asked < 1 || asked > MOST)) throw invalid(`PageSize must be between 1 and ${MOST}`)
  return page({
    items: [...items].sort((a, b) => (a.arn < b.arn ? -1 : 1)),
    key: ({ arn }) => arn,
    limit: pageLimit(asked, MOST, state.pageSize),
    token: token === '' ? undefined : token,
    invalidToken: () => invalid('The marker is not valid'),
  })
}

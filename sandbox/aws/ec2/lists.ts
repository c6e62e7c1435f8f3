// Pages and filters of EC2 lists.
import type { Filter, Tag } from '@aws-sdk/client-ec2'
import { matches } from '../iam/wildcard.ts'
import { type Page, page, pageLimit } from '../pages.ts'
import { badCombination, badValue } from './refusals.ts'
import type { State } from './state.ts'

const largestPage = 1000
const smallestAsked = 5

interface Asked {
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

/** 5 to 1000 items a page when the caller says so, otherwise up to 1000; never together with ids. */
export function listed<T extends { readonly id: string }>(
  state: State,
  items: readonly T[],
  { asked, ids }: { readonly asked: Asked; readonly ids: readonly string[] | undefined },
): Page<T> {
  const { MaxResults: most, NextToken: token } = asked
  if (most !== undefined && ids !== undefined && ids.length > 0)
    throw badCombination('The parameter maxResults cannot be used with a list of ids.')
  if (most !== undefined && (most < smallestAsked || most > largestPage))
    throw badValue(`Value ( ${most} ) for parameter maxResults is invalid. Expecting a value from 5 to 1000.`)
  const limit = pageLimit(most, largestPage, state.options.pageSize)
  const invalidToken = () => badValue('The token is not valid.')
  return page({ items, key: ({ id }) => id, limit, token, invalidToken })
}

/**
 * Every filter must match, each by any of its values, which may hold `*` and `?`. `tag:<key>` and `tag-key` work on all.
 * @throws InvalidParameterValue for a filter that is not known
 */
export function filtered<T extends { readonly tags: readonly Tag[] }>(
  items: readonly T[],
  filters: readonly Filter[] | undefined,
  fields: Readonly<Record<string, (item: T) => readonly (string | undefined)[]>>,
): readonly T[] {
  let left = items
  for (const { Name = '', Values = [] } of filters ?? []) {
    const field = fieldOf(Name, fields)
    left = left.filter(item =>
      field(item).some(given => given !== undefined && Values.some(each => matches(each, given))),
    )
  }
  return left
}

function fieldOf<T extends { readonly tags: readonly Tag[] }>(
  name: string,
  fields: Readonly<Record<string, (item: T) => readonly (string | undefined)[]>>,
): (item: T) => readonly (string | undefined)[] {
  if (name.startsWith('tag:')) {
    const key = name.slice('tag:'.length)
    return ({ tags }) => tags.filter(({ Key }) => Key === key).map(({ Value }) => Value)
  }
  if (name === 'tag-key') return ({ tags }) => tags.map(({ Key }) => Key)
  const field = fields[name]
  if (!field) throw badValue(`The filter '${name}' is invalid`)
  return field
}

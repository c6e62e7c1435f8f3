// Grants that no rehearsal uses yet, each with the reason why it is granted all the same. A new one must not be added lightly.
import { matches } from '../aws/iam/wildcard.ts'
import type { Grant } from './grants.ts'

export interface Unrehearsed {
  readonly verb: string
  /** With wildcards. */
  readonly action: string
  /** With wildcards. */
  readonly resource: string
  readonly because: string
}

export const unrehearsed: readonly Unrehearsed[] = []

export const isUnrehearsed = ({ verb, action, resource }: Grant, among = unrehearsed): boolean =>
  among.some(each => each.verb === verb && matches(each.action, action) && matches(each.resource, resource))

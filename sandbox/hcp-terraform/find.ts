// What a token may see and do; all else is not found.
import { notFound } from './answers.ts'
import type { Access, Account } from './state.ts'

const ranks: readonly Access[] = ['none', 'read', 'plan', 'write']

/** An organization's token can neither plan nor apply, whatever else it may ("Authentication"). */
export const may = ({ access, kind }: Account, wanted: Access): boolean =>
  ranks.indexOf(access) >= ranks.indexOf(wanted) && (kind !== 'organization' || wanted === 'read')

/** @throws Refusal 404 */
export function need(account: Account, wanted: Access): void {
  if (!may(account, wanted)) throw notFound()
}

/** @throws Refusal 404 */
export function find<T>(list: readonly T[], is: (each: T) => boolean): T {
  const found = list.find(is)
  if (found === undefined) throw notFound()
  return found
}

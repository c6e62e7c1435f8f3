// How a live entry differs from the restored one. Whatever differs is reported and left alone.
import type { Entry, Files } from './files.ts'
import { under } from './paths.ts'

/**
 * newer: the live file was changed after the recovery point. older: changed before it, or without a new time.
 * attributes: only owner, group or mode differ. kind: something else stands there.
 */
export type Difference = 'newer' | 'older' | 'attributes' | 'kind'

/** Times survive a copy to the microsecond; file systems and programs round differently below that. */
const sameMoment = 1

interface Sides {
  readonly restored: Entry
  readonly live: Entry
}

interface Where {
  readonly restored: string
  readonly live: string
  readonly path: string
}

/** Undefined when they are alike: for files by size and time, without reading them. */
export async function difference(
  files: Files,
  where: Where,
  { restored, live }: Sides,
): Promise<Difference | undefined> {
  if (restored.kind !== live.kind) return 'kind'
  if (restored.kind === 'symlink') {
    const target = (root: string) => files.readlink(under(root, where.path))
    const [was, is] = await Promise.all([target(where.restored), target(where.live)])
    if (was !== is) return live.modified > restored.modified + sameMoment ? 'newer' : 'older'
    // The mode of a symbolic link means nothing.
    return restored.owner === live.owner && restored.group === live.group ? undefined : 'attributes'
  }
  if (restored.kind === 'file') {
    if (live.modified > restored.modified + sameMoment) return 'newer'
    if (live.modified < restored.modified - sameMoment || live.size !== restored.size) return 'older'
  }
  return sameAttributes(restored, live) ? undefined : 'attributes'
}

export function sameAttributes(one: Entry, other: Entry): boolean {
  return one.owner === other.owner && one.group === other.group && one.mode === other.mode
}

export function sameTime(one: Entry, other: Entry): boolean {
  return Math.abs(one.modified - other.modified) <= sameMoment
}

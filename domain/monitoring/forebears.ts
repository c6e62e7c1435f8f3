// Which backups of several volumes of one claim hold its data: an old volume goes on being backed up after the move away from it.
import { type Instant, toMillis } from '../instant.ts'

export interface BackedUp<Point extends { readonly createdAt: Instant }> {
  /** ARN of the volume. */
  readonly of: string
  /** ARNs of the volumes that it was restored from. */
  readonly lineage: readonly string[]
  readonly point: Point
}

/** Those of a forebear count only from before the first of the volumes that were restored from it. */
export function withoutForebears<Point extends { readonly createdAt: Instant }>(
  found: readonly BackedUp<Point>[],
): readonly Point[] {
  const leftAt = new Map<string, number>()
  for (const { lineage, point } of found)
    for (const arn of lineage)
      leftAt.set(arn, Math.min(leftAt.get(arn) ?? Number.POSITIVE_INFINITY, toMillis(point.createdAt)))
  return found.flatMap(({ of, point }) =>
    toMillis(point.createdAt) < (leftAt.get(of) ?? Number.POSITIVE_INFINITY) ? [point] : [],
  )
}

/** Every volume that was backed up, and what it was restored from; that of the newest backup first. */
export function forebearsIn(found: readonly BackedUp<{ readonly createdAt: Instant }>[]): readonly string[] {
  const newestFirst = found.toSorted((a, b) => toMillis(b.point.createdAt) - toMillis(a.point.createdAt))
  return [...new Set(newestFirst.flatMap(({ of, lineage }) => [of, ...lineage]))]
}

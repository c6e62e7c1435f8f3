// The three states that may fail and go on (Task, Parallel, Map): their work wrapped in Retry and Catch.

import { caught, readCatchers } from './catch.ts'
import type { Work } from './definition/machine.ts'
import type { Source } from './definition/source.ts'
import { StateError } from './errors.ts'
import { pause } from './pause.ts'
import { delayOf, readRetriers } from './retry.ts'

/** Retriers first, in order; then catchers; else the error goes out. A retry writes no event of its own. */
export function recovering(source: Source, work: Work): Work {
  const retriers = readRetriers(source)
  const catchers = readCatchers(source)
  if (retriers.length === 0 && catchers.length === 0) return work
  return async visit => {
    const counts: number[] = []
    for (;;) {
      try {
        return await work(visit)
      } catch (error) {
        if (!(error instanceof StateError)) throw error
        const delay = visit.branch.ended ? undefined : delayOf(retriers, counts, visit, error)
        if (delay === undefined) return await orThrow(caught(catchers, visit, error), error)
        await pause(visit.branch, delay)
        visit.retries += 1
      }
    }
  }
}

function orThrow(leaving: ReturnType<typeof caught>, error: StateError): NonNullable<typeof leaving> {
  if (leaving === undefined) throw error
  return leaving
}

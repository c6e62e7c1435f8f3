// The iterations of an inline Map: a first wave, then one begins whenever one ends.
import { type Branch, openBranch, record } from '../branch.ts'
import type { States } from '../definition/machine.ts'
import { after } from '../eventually.ts'
import type { Json } from '../json.ts'
import type { Value } from '../jsonata/template.ts'
import { runStates } from '../run.ts'
import type { Visit } from '../visit.ts'
import { failedBranch } from './failed-branch.ts'

export interface Iterating {
  readonly visit: Visit
  readonly items: readonly Json[]
  readonly processor: States
  readonly selector: Value | undefined
  /** 0 for no limit of the definition's. */
  readonly atOnce: number
}

/** Resolves with the iterations' outputs in the order of the items; rejects with the error of the first that fails. */
export function iterate(iterating: Iterating): Promise<readonly Json[]> {
  const { visit, items } = iterating
  const most = visit.branch.running.around.limits.mapConcurrency
  const wave = Math.min(items.length, iterating.atOnce === 0 ? most : Math.min(iterating.atOnce, most))
  if (items.length === 0) return Promise.resolve([])
  return new Promise((resolve, reject) => {
    const results: Json[] = []
    let begun = wave
    let open = items.length
    const drive = (child: Branch, index: number): void => {
      const fail = (error: unknown) =>
        failedBranch({ branch: visit.branch, child, error, type: 'MapStateFailed' }, reject)
      runIteration(iterating, child, index)
        .then(result => finish(child, index, result))
        .catch(fail)
    }
    const finish = (child: Branch, index: number, result: Json) => {
      if (child.ended) return
      const last = child.previous
      visit.branch.previous = record(child, 'MapIterationSucceeded', [
        'mapIterationSucceededEventDetails',
        named(visit, index),
      ])
      child.ended = true
      visit.branch.children?.delete(child)
      results[index] = result
      open -= 1
      if (begun < items.length) drive(begin(iterating, begun, last), begun++)
      else if (open === 0) resolve(results)
    }
    // All of a wave are begun before the first state is entered (recorded on AWS).
    const first = Array.from({ length: wave }, (_, index) => begin(iterating, index, visit.branch.previous))
    first.forEach(drive)
  })
}

function named(visit: Visit, index: number): { readonly name: string; readonly index: number } {
  return { name: visit.state.name, index }
}

function begin({ visit, items }: Iterating, index: number, previous: number): Branch {
  const iteration = named(visit, index)
  const mapItem = { Index: index, Value: items[index] as Json }
  const child = openBranch(visit.branch.running, visit.branch, { mapItem, iteration })
  child.previous = previous
  record(child, 'MapIterationStarted', ['mapIterationStartedEventDetails', iteration])
  return child
}

async function runIteration(
  { visit, items, processor, selector }: Iterating,
  child: Branch,
  index: number,
): Promise<Json> {
  const item = items[index] as Json
  const selected = selector ? after(selector({ ...visit, branch: child }), value => value) : item
  return runStates(child, processor, selected instanceof Promise ? await selected : selected)
}

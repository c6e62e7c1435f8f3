// Map: runs its item processor once per item; inline, in branches, at most 40 at a time.
import { record } from '../branch.ts'
import { isDistributed } from '../definition/inner.ts'
import type { States, Work } from '../definition/machine.ts'
import { refuse, type Source } from '../definition/source.ts'
import { flowOf } from '../flow/flow.ts'
import { recovering } from '../recover.ts'
import { distributedMap } from './distributed-map.ts'
import { failingTheState } from './failing-map.ts'
import { iterate } from './iterations.ts'
import { concurrencyOf, itemsOf, selectorOf, tolerancesOf } from './map-fields.ts'

const DISTRIBUTED = ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label']

export function map(source: Source, next: string | undefined, processor: States): Work {
  if (isDistributed(source)) return distributedMap(source, next, processor)
  for (const field of DISTRIBUTED) {
    if (field in source.fields) refuse(source, field, 'belongs to a distributed Map')
  }
  const flow = flowOf(source, next)
  const items = itemsOf(source)
  const selector = selectorOf(source)
  const concurrency = concurrencyOf(source)
  const tolerances = tolerancesOf(source)
  return recovering(source, async visit => {
    const list = await failingTheState(visit, async () => {
      for (const tolerance of tolerances) await tolerance(visit)
      return await items(visit)
    })
    const atOnce = await concurrency(visit)
    record(visit.branch, 'MapStateStarted', ['mapStateStartedEventDetails', { length: list.length }])
    const result = await iterate({ visit, items: list, processor, selector, atOnce })
    const last = visit.branch.previous
    record(visit.branch, 'MapStateSucceeded')
    // What follows points to the event before (recorded on AWS).
    visit.branch.previous = last
    return flow.leave(visit, result, { result })
  })
}

// Map (distributed): runs its item processor once per item, each time as an execution of its own.
import { record } from '../branch.ts'
import type { States, Work } from '../definition/machine.ts'
import { refuse, type Source, text } from '../definition/source.ts'
import { flowOf } from '../flow/flow.ts'
import { recovering } from '../recover.ts'
import type { Visit } from '../visit.ts'
import { failingTheState } from './failing-map.ts'
import { concurrencyOf, itemsOf, selectorOf } from './map-fields.ts'
import { runMap } from './map-run.ts'
import { type Tolerance, tolerancesOf } from './tolerance.ts'

const ELSEWHERE = ['ItemReader', 'ItemBatcher', 'ResultWriter']

export function distributedMap(source: Source, next: string | undefined, processor: States): Work {
  for (const field of ELSEWHERE) {
    if (field in source.fields) refuse(source, field, 'reading, batching and writing items is not simulated')
  }
  const flow = flowOf(source, next)
  const items = itemsOf(source)
  const selector = selectorOf(source)
  const concurrency = concurrencyOf(source)
  const tolerances = tolerancesOf(source)
  const label = text(source, 'Label')
  const read = async (visit: Visit): Promise<Tolerance> => ({
    count: await tolerances.count(visit),
    percentage: await tolerances.percentage(visit),
  })
  // Expressions are evaluated before the state's own first event, paths are followed after it (both recorded on AWS).
  const early = source.language === 'JSONata'
  return recovering(source, async visit => {
    const given = await failingTheState(visit, async () => ({
      tolerance: early ? await read(visit) : undefined,
      list: await items(visit),
    }))
    const atOnce = await concurrency(visit)
    record(visit.branch, 'MapStateStarted', ['mapStateStartedEventDetails', { length: given.list.length }])
    const tolerance = given.tolerance ?? (await read(visit))
    const result = await failingTheState(visit, () =>
      runMap({ visit, items: given.list, processor, selector, atOnce, tolerance, label }),
    )
    const last = visit.branch.previous
    record(visit.branch, 'MapStateSucceeded')
    // What follows points to the event before (recorded on AWS).
    visit.branch.previous = last
    return flow.leave(visit, result, { result })
  })
}

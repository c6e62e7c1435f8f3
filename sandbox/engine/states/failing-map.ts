// How a Map fails as a state: its own event comes before the error goes on to Retry and Catch.
import { record } from '../branch.ts'
import { StateError } from '../errors.ts'
import type { Visit } from '../visit.ts'

/** An error is recorded as the state's failure, unless it is States.Runtime. */
export async function failingTheState<T>(visit: Visit, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof StateError && error.error !== 'States.Runtime') record(visit.branch, 'MapStateFailed')
    throw error
  }
}

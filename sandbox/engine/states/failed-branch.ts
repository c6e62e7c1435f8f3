// What happens when one branch of a Parallel or one iteration of a Map fails.
import { abort, abortOpen, type Branch, record, write } from '../branch.ts'
import { Abandoned, StateError } from '../errors.ts'

interface Failing {
  readonly branch: Branch
  /** The branch inside it that failed. */
  readonly child: Branch
  readonly error: unknown
  readonly type: 'ParallelStateFailed' | 'MapStateFailed'
}

/**
 * Aborts the others and fails the state with the branch's own error. Every event points to the failing one, in the
 * order recorded on AWS: the failed iteration, its task as aborted, each other iteration and task, the state.
 */
export function failedBranch({ branch, child, error, type }: Failing, reject: (error: unknown) => void): void {
  if (child.ended) return
  if (!(error instanceof StateError)) {
    reject(error)
    return
  }
  try {
    const failing = child.previous
    child.ended = true
    branch.children?.delete(child)
    if (child.iteration) {
      write(child.running, {
        type: 'MapIterationFailed',
        previous: failing,
        details: ['mapIterationFailedEventDetails', child.iteration],
      })
    }
    abortOpen(child, failing)
    for (const sibling of branch.children ?? []) abort(sibling, failing)
    branch.children?.clear()
    branch.previous = failing
    record(branch, type)
    reject(error)
  } catch (unwound) {
    // The event limit ended the execution while the aborts were being written.
    if (!(unwound instanceof Abandoned)) throw unwound
  }
}

// Parallel: runs its branches side by side. The first that fails fails the state, and the others are aborted.
import { type Branch, openBranch, record } from '../branch.ts'
import type { States, Work } from '../definition/machine.ts'
import type { Source } from '../definition/source.ts'
import { flowOf } from '../flow/flow.ts'
import type { Json } from '../json.ts'
import { recovering } from '../recover.ts'
import { runStates } from '../run.ts'
import type { Visit } from '../visit.ts'
import { failedBranch } from './failed-branch.ts'

export function parallel(source: Source, next: string | undefined, branches: readonly States[]): Work {
  const flow = flowOf(source, next)
  return recovering(source, async visit => {
    const input = await flow.work(visit)
    record(visit.branch, 'ParallelStateStarted')
    const result = await runAll(visit, branches, input)
    const last = visit.branch.previous
    record(visit.branch, 'ParallelStateSucceeded')
    // What follows points to the event before (recorded on AWS).
    visit.branch.previous = last
    return flow.leave(visit, result, { result })
  })
}

/** Every branch is begun before any result is looked at, so a failure is noticed in the same turn as on AWS: later. */
function runAll(visit: Visit, branches: readonly States[], input: Json): Promise<readonly Json[]> {
  const { branch } = visit
  return new Promise((resolve, reject) => {
    const results: Json[] = []
    let open = branches.length
    const finish = (child: Branch, index: number, result: Json) => {
      if (child.ended) return
      close(branch, child)
      results[index] = result
      open -= 1
      branch.previous = child.previous
      if (open === 0) resolve(results)
    }
    const begin = (states: States, index: number) => {
      const child = openBranch(branch.running, branch)
      const fail = (error: unknown) => failedBranch({ branch, child, error, type: 'ParallelStateFailed' }, reject)
      runStates(child, states, input)
        .then(result => finish(child, index, result))
        .catch(fail)
    }
    branches.forEach(begin)
  })
}

function close(parent: Branch, child: Branch): void {
  child.ended = true
  parent.children?.delete(child)
}

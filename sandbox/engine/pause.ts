// Waiting on the clock in a way that ends with the branch: an abandoned wait never resolves and leaves no timer.
import type { Branch } from './branch.ts'

export function pause(branch: Branch, milliseconds: number): Promise<void> {
  return new Promise(resolve => {
    const waiting = { release: () => timer.cancel() }
    const timer = branch.running.around.clock.after(milliseconds, () => {
      branch.waiting = undefined
      resolve()
    })
    branch.waiting = waiting
  })
}

// Shares a plan among processes: each takes the next misfortune as soon as it has given its verdict on the last.
import { type ChildProcess, fork } from 'node:child_process'
import type { Plan } from './plan.ts'
import type { Verdict } from './run-case.ts'
import type { ToWorker } from './worker.ts'

interface FromWorker {
  readonly index: number
  readonly verdict: Verdict
}

/** @param workers processes; @returns verdicts in the plan's order. @throws when a worker dies, with what it was at */
export async function sweepInPool(
  plan: Plan,
  workers: number,
  onVerdict: (verdict: Verdict) => void = () => undefined,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = []
  let next = 0
  const work = () =>
    new Promise<void>((resolve, reject) => {
      const child = fork(new URL('./worker.ts', import.meta.url), { serialization: 'advanced' })
      let at = -1
      const give = () => {
        at = next++
        const misfortune = plan.misfortunes[at]
        if (misfortune) tell(child, { misfortune, index: at })
        else child.disconnect()
      }
      child.on('message', ({ index, verdict }: FromWorker) => {
        verdicts[index] = verdict
        onVerdict(verdict)
        give()
      })
      child.on('error', reject)
      child.on('exit', code =>
        code === 0 ? resolve() : reject(new Error(`a worker died at ${JSON.stringify(plan.misfortunes[at])}`)),
      )
      tell(child, { plan: { subject: plan.subject, visited: plan.visited } })
      give()
    })
  await Promise.all(Array.from({ length: Math.min(workers, plan.misfortunes.length) }, work))
  return verdicts
}

const tell = (child: ChildProcess, message: ToWorker): boolean => child.send(message)

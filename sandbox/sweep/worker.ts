// A worker process of a sweep: is told the plan once, then one misfortune at a time, and answers each with its verdict.
import type { Misfortune } from './misfortune.ts'
import { placesIn } from './places.ts'
import type { Plan } from './plan.ts'
import { runCase } from './run-case.ts'

export type ToWorker =
  | { readonly plan: Pick<Plan, 'subject' | 'visited'> }
  | { readonly misfortune: Misfortune; readonly index: number }

let plan: Pick<Plan, 'subject' | 'visited'> | undefined

process.on('message', async (message: ToWorker) => {
  if ('plan' in message) {
    plan = message.plan
    return
  }
  if (!plan) throw new Error('a worker was given a misfortune before its plan')
  const { misfortune, index } = message
  process.send?.({ index, verdict: await runCase(plan.subject, misfortune, placesIn(plan)) })
})

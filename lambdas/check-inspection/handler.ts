// A Job is finished by its conditions; what its program found is its last message.
import { Missing, NotProven } from '../../domain/errors.ts'
import { judgeInspection, parsedInspection } from '../../domain/monitoring/inspection.ts'
import { titleOf } from '../../domain/monitoring/store.ts'
import { asLambda } from '../as-lambda.ts'
import { failed, pending, ready } from '../contract.ts'
import { inspections } from '../gateways/inspections.ts'
import { resources } from '../gateways/kubernetes.ts'
import { watching } from '../gateways/watching.ts'
import { implement } from '../implement.ts'
import { checkInspection } from './contract.ts'

export const run = implement(
  checkInspection,
  { inspections },
  async ({ clusterName, drill, store, moment }, { inspections, environment, watch }) => {
    const look = inspections.of(clusterName, drill, store)
    const watched = [{ resource: resources.job, namespace: drill.namespace, name: look.name }]
    return watching({ environment, watch, clusterName, watched }, async () => {
      const job = await look.find()
      if (!job) return failed(Missing, `this run has no Job ${drill.namespace}/${look.name}: somebody removed it`)
      const held = (type: string) => job.status?.conditions?.find(each => each.type === type && each.status === 'True')
      const [complete, end] = [held('Complete'), held('Failed')]
      const words = await look.words()
      const result = parsedInspection(words)
      if (!complete && !end)
        return pending(`the Job ${look.name} is running${words === '' ? '' : ` (${words.slice(0, 200)})`}`)
      if (!result) {
        const why = [end?.reason, end?.message, words.slice(0, 300)].filter(Boolean).join(': ')
        return failed(NotProven, `the volume of ${titleOf(store)} could not be looked into: ${why || 'no word of it'}`)
      }
      const { proofs, faults } = judgeInspection(store, result, moment)
      return faults.length === 0
        ? ready({ proofs: [...proofs] })
        : failed(NotProven, `${titleOf(store)}: ${faults.join('; ')}`)
    })
  },
)

export const handler = asLambda(run)

// The run's start is the same in every attempt; the step beside it lets a rollback flush once more.
import { Missing } from '../../domain/errors.ts'
import { RESTARTED_AT, RESTARTED_BY, requestedBy } from '../../domain/kubernetes-labels.ts'
import { asLambda } from '../as-lambda.ts'
import { cluster } from '../gateways/cluster.ts'
import { implement } from '../implement.ts'
import { flushObjectCache } from './contract.ts'

export const run = implement(flushObjectCache, { cluster }, async ({ kubernetes }, { cluster, run, step }) => {
  const { objectCache } = kubernetes
  if (objectCache === null) return { restarted: false }
  const annotations = { [RESTARTED_AT]: run.startedAt, [RESTARTED_BY]: requestedBy(run, step) }
  if (!(await cluster.of(kubernetes).restart(objectCache, annotations)))
    throw new Missing(`the object cache ${objectCache} does not exist`)
  return { restarted: true }
})

export const handler = asLambda(run)

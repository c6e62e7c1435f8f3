// Names are derived from the run, so a second attempt meets the first one's.
import { NameTaken } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { inspections } from '../gateways/inspections.ts'
import { implement } from '../implement.ts'
import { startInspection } from './contract.ts'

export const run = implement(
  startInspection,
  { inspections },
  async ({ clusterName, drill, image, store, made }, { inspections }) => {
    const look = inspections.of(clusterName, drill, store.name)
    const expected = await look.start({ store, made, image })
    if (expected !== null) return { job: look.name, expected }
    throw new NameTaken(`${drill.namespace}/${look.name} exists and does not belong to this run; remove it`)
  },
)

export const handler = asLambda(run)

// The name tells whose it is: selections have no tags.
import { nameSuffix } from '../../domain/run.ts'
import { asLambda } from '../as-lambda.ts'
import { backup } from '../gateways/backup.ts'
import { implement } from '../implement.ts'
import { deselectFromBackup } from './contract.ts'

export const run = implement(deselectFromBackup, { backup }, async (_, { backup, run }) => {
  const ours = await backup.selectionsNamed(`muster${nameSuffix(run)}`)
  for (const { planId, selectionId } of ours) await backup.deleteSelection(planId, selectionId)
  return { removed: ours.map(each => each.selectionId) }
})

export const handler = asLambda(run)

// A selection by tag needs only the tags; one by ARN needs another beside it, in the same plan and with the same role.
import type * as z from 'zod'
import { chosenBy, missingTags } from '../../domain/backup-selection.ts'
import { asRecord } from '../../domain/restored-tags.ts'
import { nameSuffix } from '../../domain/run.ts'
import { asLambda } from '../as-lambda.ts'
import { backup } from '../gateways/backup.ts'
import { type FoundCluster, rds } from '../gateways/rds.ts'
import { implement } from '../implement.ts'
import { selectForBackup } from './contract.ts'

type Chosen = z.infer<typeof selectForBackup.gives>

export const run = implement(
  selectForBackup,
  { backup, rds },
  async ({ vault, source: of, clusterArn }, { backup, rds, run }): Promise<Chosen> => {
    const source = resource((await rds.findCluster(idOf(of.arn))) ?? of)
    const restored = resource(await rds.existingCluster(idOf(clusterArn)))
    const selections = await backup.selectionsInto(vault)
    const chosen = selections.find(each => chosenBy(each, source) !== 'not-chosen')
    if (!chosen) return { how: 'source-not-protected', planId: null, selectionId: null }
    const { planId, selectionId, roleArn } = chosen

    const add = missingTags(chosen, source.tags, restored.tags)
    const by = chosenBy(chosen, { ...restored, tags: { ...restored.tags, ...add } })
    if (by !== 'not-chosen') {
      if (Object.keys(add).length > 0) await rds.addTags(clusterArn, add)
      return { how: by === 'tag' ? 'by-tag' : 'by-pattern', planId, selectionId }
    }
    const name = `muster${nameSuffix(run)}`
    const earlier = selections.find(each => each.planId === planId && each.name === name)
    const made = earlier?.selectionId ?? (await backup.createSelection({ planId, name, roleArn, resource: clusterArn }))
    return { how: 'by-new-selection', planId, selectionId: made }
  },
)

const idOf = (arn: string): string => arn.split(':').at(-1) ?? ''

const resource = ({ arn, tags }: Pick<FoundCluster, 'arn' | 'tags'>) => ({ arn, tags: asRecord(tags) })

export const handler = asLambda(run)

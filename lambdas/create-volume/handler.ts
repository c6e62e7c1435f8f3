// Everything is said: EC2's own defaults are gp2, the snapshot's key and no tags (aws-behaviour 1.5).
import { volumeTags } from '../../domain/monitoring/volume.ts'
import { asLambda } from '../as-lambda.ts'
import { initializationSeconds, volumes } from '../gateways/volumes.ts'
import { implement } from '../implement.ts'
import { createVolume } from './contract.ts'

export const run = implement(
  createVolume,
  { volumes },
  async ({ store, snapshot, kmsKeyId, attachTags }, { volumes, run, environment }) => {
    const earlier = (await volumes.ofRun(store.name)).find(each => each.state !== 'deleting' && each.state !== 'error')
    const { region, accountId } = environment
    const made =
      earlier ??
      (await volumes.create({
        snapshot,
        zone: store.zone,
        sizeGib: store.disk.sizeGib,
        iops: store.disk.iops,
        throughput: store.disk.throughput,
        keyArn: kmsKeyId.startsWith('arn:') ? kmsKeyId : `arn:aws:kms:${region}:${accountId}:key/${kmsKeyId}`,
        tags: volumeTags(store, run, attachTags),
      }))
    const { id, zone, sizeGib, createdAt } = made
    const expected = initializationSeconds(sizeGib)
    return { id, zone, sizeGib, createdAt, adopted: earlier !== undefined, expected }
  },
)

export const handler = asLambda(run)

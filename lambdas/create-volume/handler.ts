// Everything is said: EC2's own defaults are gp2, the snapshot's key and no tags (aws-behaviour 1.5). It is never smaller than its snapshot.
import { volumeTags } from '../../domain/monitoring/volume.ts'
import { asLambda } from '../as-lambda.ts'
import { initializationSeconds, volumes } from '../gateways/volumes.ts'
import { implement } from '../implement.ts'
import { createVolume } from './contract.ts'

export const run = implement(
  createVolume,
  { volumes },
  async ({ store, snapshot, kmsKeyId, attachTags, forebears }, { volumes, run, environment }) => {
    const earlier = (await volumes.ofRun(store.name)).find(each => each.state !== 'deleting' && each.state !== 'error')
    const { region, accountId } = environment
    const sizeGib = Math.max(store.disk.sizeGib, (await volumes.snapshotGib(snapshot)) ?? 0)
    const made =
      earlier ??
      (await volumes.create({
        snapshot,
        zone: store.zone,
        sizeGib,
        iops: store.disk.iops,
        throughput: store.disk.throughput,
        keyArn: kmsKeyId.startsWith('arn:') ? kmsKeyId : `arn:aws:kms:${region}:${accountId}:key/${kmsKeyId}`,
        tags: volumeTags({ store, run, attachTags, forebears }),
      }))
    const { id, zone, createdAt } = made
    const expected = initializationSeconds(made.sizeGib)
    return { id, zone, sizeGib: made.sizeGib, createdAt, adopted: earlier !== undefined, expected }
  },
)

export const handler = asLambda(run)

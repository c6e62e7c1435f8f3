// Looks side by side: each takes some calls, and nobody should wait for them one after the other on such a day.
import { findings } from '../../domain/application-preflight.ts'
import { trafficNotes } from '../../domain/region/entrance.ts'
import { asLambda } from '../as-lambda.ts'
import { clusterOfRegion } from '../gateways/region/look-at-cluster.ts'
import { databaseOfRegion } from '../gateways/region/look-at-database.ts'
import { entranceOfRegion } from '../gateways/region/look-at-entrance.ts'
import { keysOfRegion } from '../gateways/region/look-at-keys.ts'
import { roomOfRegion } from '../gateways/region/look-at-room.ts'
import { implement } from '../implement.ts'
import { preflightRegion } from './contract.ts'

const sides = {
  keys: keysOfRegion,
  database: databaseOfRegion,
  room: roomOfRegion,
  entrance: entranceOfRegion,
  cluster: clusterOfRegion,
}

export const run = implement(
  preflightRegion,
  sides,
  async (input, { keys, database, room, entrance, cluster, run }) => {
    const { recovery, kubernetes, files, drillImage, lost, clusterId, url } = input
    const found = await Promise.all([
      keys(recovery),
      database(recovery.database, { region: lost, clusterId }),
      room(recovery),
      entrance(recovery.application, url),
      cluster(kubernetes, run.mode === 'recover' ? files.claim : null, {
        'the file copy': files.copy.image,
        "a drill's client": drillImage,
      }),
    ])
    const { blockers, notes } = findings(...found, { notes: trafficNotes(recovery.traffic, lost) })
    return { blockers: [...new Set(blockers)], notes: [...notes] }
  },
)

export const handler = asLambda(run)

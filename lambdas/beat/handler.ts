// One number, 1, of now. It says nothing of the site: whether that is well, alarms of the recovery region look for.
import { toInstant } from '../../domain/instant.ts'
import { asDoor, door } from '../door.ts'
import { cloudwatch } from '../gateways/cloudwatch.ts'
import { inRegion } from '../gateways/in-region.ts'
import { beat } from './contract.ts'

export const run = door(beat, {}, async ({ region, heartbeat }, { environment, clock }) => {
  await cloudwatch(inRegion(environment, region)).put(heartbeat, 1)
  return { at: toInstant(clock.now()) }
})

export const handler = asDoor(run)

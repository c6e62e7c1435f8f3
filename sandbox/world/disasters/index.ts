// Disasters by the scenario that answers them.
import { databaseCorruption } from './database-corruption.ts'
import type { Disaster } from './disaster.ts'
import { fileDeletion } from './file-deletion.ts'
import { monitoringLoss } from './monitoring-loss.ts'
import { regionFailure } from './region-failure.ts'

const disasters: readonly Disaster[] = [databaseCorruption, fileDeletion, monitoringLoss, regionFailure]

export function disasterFor(scenario: string): Disaster {
  const found = disasters.find(each => each.scenario === scenario)
  if (!found)
    throw new Error(
      `no disaster is prepared for ${scenario}; there are ${disasters.map(each => each.scenario).join(', ')}`,
    )
  return found
}

/** Scenarios for which a disaster is prepared. */
export const disasterNames: readonly string[] = disasters.map(({ scenario }) => scenario)

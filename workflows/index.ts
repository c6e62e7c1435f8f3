// The only list of scenarios. Adding one here deploys it, rehearses it, documents it and tests it.
import { databaseCorruption } from './database-corruption.ts'
import { fileDeletion } from './file-deletion.ts'
import type { Scenario } from './language/nodes.ts'
import { monitoringLoss } from './monitoring-loss.ts'
import { regionFailure } from './region-failure.ts'

export const scenarios: readonly Scenario[] = [databaseCorruption, fileDeletion, monitoringLoss, regionFailure]

// The only list of scenarios. Adding one here deploys it, rehearses it, documents it and tests it.
import { databaseCorruption } from './database-corruption.ts'
import type { Scenario } from './language/nodes.ts'

export const scenarios: readonly Scenario[] = [databaseCorruption]

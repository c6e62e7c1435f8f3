// Every function that is no step of a machine: deployed once, for real runs and drills alike.
import { api } from './api/contract.ts'
import { beat } from './beat/contract.ts'
import type { Contract } from './contract.ts'
import { decide } from './decide/contract.ts'
import { lookAfterRuns } from './look-after-runs/contract.ts'
import { onEvent } from './on-event/contract.ts'
import type { Use } from './permissions.ts'
import { startRun } from './start-run/contract.ts'

const contracts: readonly Contract[] = [api, decide, lookAfterRuns, onEvent, startRun]

/** They journal nothing and heed nobody. */
export const doors: readonly Use[] = contracts.map(contract => ({ contract, records: false, heeds: false }))

/** In the primary region alone: it says into the recovery region that this one lives. */
export const heartbeat: Use = { contract: beat, records: false, heeds: false }

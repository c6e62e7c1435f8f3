// What a recovery may have changed of production: what it is there to move and to bring back, and nothing else.
import type { RehearsalRequest } from '../rehearsal.ts'
import type { Stage } from '../stage.ts'
import { changedProduction, productionOf } from './production.ts'
import { movable } from './production-files.ts'
import { withoutRestored } from './restored-files.ts'

type Production = ReadonlyMap<string, string>

interface Recovered {
  readonly stage: Pick<Stage, 'world' | 'request'>
  /** As it was before the run. */
  readonly found: Production
}

const MOVED: Readonly<Record<string, RegExp>> = {
  'database-corruption': /^(secret |cluster |backup selections|the database host)/,
  'monitoring-loss': /^(disk |volume |claim |who serves metrics)/,
  // All that stood by is put to use; of the region that was lost nothing may change.
  'region-failure':
    /^(secret |backup selections|Deployment |CronJob |the database host|files: |files in |disk |volume |claim |who serves metrics)/,
}

/** Differences, for people: everything that is another than it was found, and that the recovery is not there to change. */
export function changedBesides({ stage: { world, request }, found }: Recovered): readonly string[] {
  const swapped = new Set(swappedBy(request, found))
  const isMoved = (name: string) => swapped.has(name) || MOVED[request.scenario]?.test(name)
  const others = (all: Production) => new Map([...all].filter(([name]) => !isMoved(name)))
  const left = productionOf(world)
  const rest = request.scenario === 'file-deletion' ? withoutRestored({ world, found, left }) : left
  return changedProduction(others(found), others(rest))
}

/** Which volume it is, what becomes of the old one, and that the old file system is kept: not what either is like. */
function swappedBy({ scenario, input, platform: { files } }: RehearsalRequest, found: Production): readonly string[] {
  if (scenario !== 'file-deletion' || input.mode !== 'whole') return []
  const behind = movable.behind(files.claim)
  const old = JSON.parse(found.get(behind) ?? '""') as string
  return [behind, movable.reclaimPolicy(old), movable.kept(files.fileSystemId)]
}

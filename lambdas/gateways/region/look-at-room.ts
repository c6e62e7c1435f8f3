// Subnets for the files, and whether quotas leave room for what is made beside the database.
import { type Findings, findings } from '../../../domain/application-preflight.ts'
import { roomBlockers } from '../../../domain/database-preflight.ts'
import type { Platform } from '../../../domain/platform.ts'
import { nodeBlockers, subnetBlockers, volumeNotes } from '../../../domain/region/prepared.ts'
import type { Environment } from '../../environment.ts'
import { quotas } from './quotas.ts'
import { regionRoom } from './room.ts'
import { seen } from './seen.ts'

export const roomOfRegion =
  (environment: Environment) =>
  async ({ files, kubernetes, infrastructure }: Platform['recovery']): Promise<Findings> => {
    const { mountTargets } = files
    const room = regionRoom(environment)
    const { most } = quotas(environment)
    return findings(
      await seen('the subnets', async () => ({
        blockers: subnetBlockers(mountTargets, await room.zonesOf(mountTargets.map(({ subnet }) => subnet))),
      })),
      await seen('the quota of file systems', async () => {
        const max = await most('fileSystems')
        return {
          blockers: max === undefined ? [] : roomBlockers('file systems', { used: await room.fileSystems(), max }, 1),
        }
      }),
      // Nodes that stand by run already: what they need of a quota they have.
      await seen('the quota of nodes', async () => ({
        blockers: infrastructure.kind === 'terraform' ? nodeBlockers(kubernetes.nodes, await most('nodes')) : [],
      })),
      await seen('the quota of volumes', async () => ({
        notes: volumeNotes(await room.volumeStorage(), await most('volumes')),
      })),
    )
  }

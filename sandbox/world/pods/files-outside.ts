// What the cluster knows of files in the world outside it: volumes that are mounted, Jobs that work on them, and their end.
import { EFS_DRIVER, parseHandle } from '../../../domain/files/volume-handle.ts'
import type { Platform } from '../../../domain/platform.ts'
import type { Cloud } from '../../cloud.ts'
import type { ClusterOptions } from '../../kubernetes/cluster.ts'
import type { Region } from '../../region.ts'
import { platformRole } from '../seed-roles.ts'
import { evidenceOf } from './evidence.ts'
import { mountFiles } from './mount-files.ts'
import { podRoles } from './pod-roles.ts'
import { type Copying, runProgram } from './run-program.ts'

interface Around {
  readonly platform: Platform
  readonly region: Region
  readonly cloud: Cloud
  readonly copying: Copying
}

export function filesOutside({
  platform,
  region,
  cloud,
  copying,
}: Around): Required<Pick<ClusterOptions, 'run' | 'mount' | 'volumeDeleted'>> {
  const { clock, chance, lifecycle } = cloud.surroundings(region.name)
  const evidence = evidenceOf({ cloud, clock, roleOf: podRoles(platform) })
  return {
    run: program => runProgram(program, { clock, chance, lifecycle, evidence, copying }),
    mount: mountFiles(region, chance, platformRole(platform, 'efs-csi')),
    // The driver made the access point for the claim, and takes it away with it; the files stay (aws-behaviour 3.3).
    volumeDeleted: ({ spec }) => {
      const handle = spec?.csi?.driver === EFS_DRIVER ? parseHandle(spec.csi.volumeHandle) : undefined
      if (handle?.accessPoint) region.efs.removeAccessPoint(handle.accessPoint)
    },
  }
}

// What AWS Backup can restore in the sandbox, by type of resource.
import { auroraRestorer } from './aurora-restorer.ts'
import { ebsRestorer } from './ebs-restorer.ts'
import { efsRestorer } from './efs-restorer.ts'
import type { Restorer } from './restorer.ts'
import type { ResourceType } from './state.ts'

export const restorers: Readonly<Partial<Record<ResourceType, Restorer>>> = {
  Aurora: auroraRestorer,
  EFS: efsRestorer,
  EBS: ebsRestorer,
}

// Open the restored file system in every zone in which its source is open, to the same security groups.
import * as z from 'zod'
import { Missing } from '../../domain/errors.ts'
import { mountTarget } from '../../domain/files/description.ts'
import { contract } from '../contract.ts'
import { anyFileSystem, networkOfMountTargets, onRestored } from '../files-needs.ts'
import { allow } from '../needs.ts'

export const createMountTargets = contract({
  name: 'create-mount-targets',
  effect: 'changes',
  takes: z.strictObject({ fileSystem: z.string(), like: z.array(mountTarget) }),
  gives: z.strictObject({
    zones: z.array(z.string()),
    address: z.string().nullable().describe('Of one of them; null when none was told.'),
  }),
  throws: [Missing],
  needs: (p, mode) => [
    allow(['elasticfilesystem:DescribeFileSystems', 'elasticfilesystem:DescribeMountTargets'], [anyFileSystem(p)]),
    onRestored(p, mode, ['elasticfilesystem:CreateMountTarget']),
    ...networkOfMountTargets(p),
  ],
  again: 'there is one in each zone at most: what is there already is left as it is',
})

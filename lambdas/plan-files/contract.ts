// Describe the file system as it shall be here, and how the pods shall mount it: by the platform's description and the copy.
import * as z from 'zod'
import { fileSystemDescription } from '../../domain/files/description.ts'
import { fileVolume } from '../../domain/files/volume.ts'
import { filesSchema, recoverySchema } from '../../domain/platform.ts'
import { contract } from '../contract.ts'
import { allow } from '../needs.ts'
import { filesCopies } from '../region-needs.ts'

export const planFiles = contract({
  name: 'plan-files',
  effect: 'reads',
  takes: z.strictObject({
    files: filesSchema,
    recovery: recoverySchema.shape.files,
    point: z.string().describe('ARN of the copy.'),
  }),
  gives: z.strictObject({ fileSystem: fileSystemDescription, volume: fileVolume }),
  throws: [],
  needs: p => [allow(['backup:GetRecoveryPointRestoreMetadata', 'backup:ListTags'], filesCopies(p))],
  again: 'only reads; the first description is the one that is recorded',
})

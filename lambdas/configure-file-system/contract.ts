// Give the restored file system what its source has and a restore does not bring along (C21).
import * as z from 'zod'
import { Missing } from '../../domain/errors.ts'
import { fileSystemDescription } from '../../domain/files/description.ts'
import { contract } from '../contract.ts'
import { anyFileSystem, onRestored, readSettings, tagNewAccessPoints } from '../files-needs.ts'

export const configureFileSystem = contract({
  name: 'configure-file-system',
  effect: 'changes',
  takes: z.strictObject({ fileSystem: z.string(), source: fileSystemDescription }),
  gives: z.strictObject({
    changed: z.array(z.string()),
    reader: z.string().nullable().describe('Access point through which a drill reads everything. Null otherwise.'),
  }),
  throws: [Missing],
  needs: (p, mode) => [
    readSettings(anyFileSystem(p)),
    onRestored(p, mode, [
      'elasticfilesystem:PutLifecycleConfiguration',
      'elasticfilesystem:PutFileSystemPolicy',
      'elasticfilesystem:UpdateFileSystem',
      'elasticfilesystem:CreateAccessPoint',
      // What a drill restores is not backed up.
      ...(mode === 'recover' ? ['elasticfilesystem:PutBackupPolicy'] : []),
    ]),
    tagNewAccessPoints(p, mode),
  ],
  again: 'changes only what still differs; access points are found by their token',
})

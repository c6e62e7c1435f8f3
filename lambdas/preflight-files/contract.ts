// Look for what about the file system and its backups would stop the run later, before anything is touched.
import * as z from 'zod'
import { filesSchema } from '../../domain/platform.ts'
import { contract } from '../contract.ts'
import { describeFiles, filesKey, sourceFileSystem } from '../files-needs.ts'
import { allow, arns } from '../needs.ts'

export const preflightFiles = contract({
  name: 'preflight-files',
  effect: 'reads',
  takes: z.strictObject({ files: filesSchema }),
  gives: z.strictObject({
    blockers: z.array(z.string()).describe('What was found, what was expected, what to do.'),
    notes: z.array(z.string()).describe('What does not stop the run and is worth knowing.'),
  }),
  throws: [],
  needs: p => [
    ...describeFiles(sourceFileSystem(p)),
    allow('backup:DescribeBackupVault', arns(p).vault(p.files.vault)),
    allow('kms:DescribeKey', filesKey(p)),
  ],
  again: 'only reads',
})

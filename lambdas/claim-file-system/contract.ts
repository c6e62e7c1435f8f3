// Tag the file system that the run's restore job made: as the run's own, and as its source was tagged.
import * as z from 'zod'
import { Missing, NameTaken } from '../../domain/errors.ts'
import { fileSystemDescription } from '../../domain/files/description.ts'
import { instant } from '../../domain/instant.ts'
import { contract } from '../contract.ts'
import { anyFileSystem, claimingFiles } from '../files-needs.ts'
import { allow } from '../needs.ts'

export const claimFileSystem = contract({
  name: 'claim-file-system',
  effect: 'changes',
  takes: z.strictObject({
    made: z.string().nullable().describe('ARN that the job told of. Null: it told none.'),
    adopted: z.string().nullable().describe('Id of an earlier file system that is used instead.'),
    source: fileSystemDescription,
    moment: instant,
  }),
  gives: z.strictObject({ id: z.string(), arn: z.string(), anew: z.boolean().describe('False: it was adopted.') }),
  throws: [Missing, NameTaken],
  needs: (p, mode) => [
    allow('elasticfilesystem:DescribeFileSystems', anyFileSystem(p)),
    // What AWS Backup made has no tag yet that could tell whose it is.
    ...claimingFiles(p, mode),
  ],
  again: 'sets the same tags',
})

// Read everything about the file system that a restore would not bring along.
import * as z from 'zod'
import { Missing } from '../../domain/errors.ts'
import { fileSystemDescription } from '../../domain/files/description.ts'
import { contract } from '../contract.ts'
import { describeFiles, sourceFileSystem } from '../files-needs.ts'

export const describeFileSystem = contract({
  name: 'describe-file-system',
  effect: 'reads',
  takes: z.strictObject({ fileSystem: z.string() }),
  gives: fileSystemDescription,
  throws: [Missing],
  needs: p => describeFiles(sourceFileSystem(p)),
  again: 'only reads',
})

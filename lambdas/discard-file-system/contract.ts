// Delete the file system that the run restored and tagged, doors first; its restore job has ended.
import * as z from 'zod'
import { check } from '../contract.ts'
import { anyFileSystem, deletingFiles, findFiles, seeDoors } from '../files-needs.ts'

export const discardFileSystem = check({
  name: 'discard-file-system',
  takes: z.strictObject({}),
  gives: z.strictObject({}),
  throws: [],
  needs: (p, mode) => [findFiles(anyFileSystem(p)), seeDoors(anyFileSystem(p)), ...deletingFiles(p, mode)],
  again: 'asks only for what is not being deleted yet, and finds nothing when nothing was restored',
})

// Can the restored file system be mounted in every zone? Available, with every mount target and access point.
import * as z from 'zod'
import { Missing, RestoreFailed } from '../../domain/errors.ts'
import { check } from '../contract.ts'
import { anyFileSystem, findFiles, seeDoors } from '../files-needs.ts'

export const checkFileSystem = check({
  name: 'check-file-system',
  takes: z.strictObject({ fileSystem: z.string(), zones: z.array(z.string()) }),
  gives: z.strictObject({ zones: z.int() }),
  throws: [Missing, RestoreFailed],
  watches: true,
  needs: p => [findFiles(anyFileSystem(p)), seeDoors(anyFileSystem(p))],
})

// Compare the restored file system with its source, setting by setting.
import * as z from 'zod'
import { ConfigurationDiffers, Missing } from '../../domain/errors.ts'
import { fileSystemDescription } from '../../domain/files/description.ts'
import { contract } from '../contract.ts'
import { anyFileSystem, describeFiles } from '../files-needs.ts'

export const compareFileSystems = contract({
  name: 'compare-file-systems',
  effect: 'reads',
  takes: z.strictObject({ source: fileSystemDescription, fileSystem: z.string() }),
  gives: z.strictObject({
    checked: z.int(),
    differences: z.array(
      z.strictObject({
        field: z.string(),
        source: z.string(),
        restored: z.string(),
        critical: z.boolean(),
        explained: z.string().nullable(),
      }),
    ),
    unexplained: z.int().describe('Critical differences without an explanation.'),
    counterparts: z.record(z.string(), z.string()).describe('Access points of the source, and what stands for them.'),
  }),
  throws: [ConfigurationDiffers, Missing],
  needs: p => describeFiles(anyFileSystem(p)),
  again: 'only reads',
})

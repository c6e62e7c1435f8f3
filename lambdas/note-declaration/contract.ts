// Write down when the region was lost, when that was noticed, and when it was declared: the record of the run keeps it.
import * as z from 'zod'
import { keys } from '../../domain/control-records.ts'
import { instant } from '../../domain/instant.ts'
import { declarationSchema } from '../../domain/region/declaration.ts'
import { contract } from '../contract.ts'
import { allow, arns } from '../needs.ts'

export const noteDeclaration = contract({
  name: 'note-declaration',
  // It changes nothing but the journal.
  effect: 'changes',
  takes: z.strictObject({
    approval: z.string().describe('Name of the approval by which the region was declared lost.'),
    lostAt: instant,
    alarmedAt: instant.nullable(),
  }),
  gives: z.strictObject({
    declared: declarationSchema,
    report: z.array(z.strictObject({ title: z.string(), text: z.string() })),
  }),
  throws: [],
  needs: p => {
    const { object, bucket } = arns(p)
    const { controlBucket } = p.muster
    return [
      allow('s3:GetObject', [
        object(controlBucket, keys.asked('*', '*')),
        object(controlBucket, keys.decision('*', '*')),
      ]),
      // Without ListBucket a missing key answers AccessDenied instead of NoSuchKey.
      allow('s3:ListBucket', [bucket(controlBucket)]),
    ]
  },
  again: 'reads the same records; where nobody was asked, the time is that of the last attempt',
})

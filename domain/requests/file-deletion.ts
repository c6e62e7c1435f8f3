// What may be asked of the file-deletion runbook, in either mode.
import * as z from 'zod'
import { pathFault, pathsFaults } from '../files/paths.ts'
import { instant, toMillis } from '../instant.ts'
import { approval, waivedBecause, waiverFaults } from './approvals.ts'

const pointArn = /^arn:aws:backup:[a-z0-9-]+:\d{12}:recovery-point:.+$/

const path = z
  .string()
  .refine(text => pathFault(text) === null, { error: issue => `${pathFault(String(issue.input)) ?? 'not a path'}` })

const recover = z.strictObject({
  deletedAt: instant.describe('When the files were deleted, in UTC.'),
  paths: z
    .array(path)
    .min(1)
    .max(200)
    .nullable()
    .default(null)
    .describe('What was deleted, as paths from the root of the file system. Null: find out.'),
  mode: z
    .enum(['items', 'whole'])
    .default('items')
    .describe('Copy back what is missing, or move WordPress to a file system restored whole.'),
  point: z
    .string()
    .regex(pointArn, 'the ARN of a recovery point of the file system')
    .nullable()
    .default(null)
    .describe('The recovery point to restore from. Null: the newest that can be used.'),
  coldAccepted: z
    .boolean()
    .default(false)
    .describe('A recovery point in cold storage may be used: its restore takes about 4 hours more.'),
  approval,
  waivedBecause,
  commitWindowMinutes: z
    .int()
    .min(5)
    .max(240)
    .default(30)
    .describe(
      'Minutes after the change in which everything needed to go back is kept, and the decision can be turned.',
    ),
  onFailingHealth: z.enum(['hold', 'rollback']).default('hold').describe('What to do when health fails after that.'),
  adopt: z
    .string()
    .min(1)
    .max(80)
    .nullable()
    .default(null)
    .describe('An earlier run whose restored file system is used. Only with mode: whole.'),
})

/** A drill restores a healthy platform's newest recovery point whole, beside it, and looks at every file. */
const drill = z.strictObject({
  deletedAt: z.null().default(null),
  paths: z.null().default(null),
  mode: z.literal('whole', 'whole: a drill does not write to the live file system').default('whole'),
  point: z.null().default(null),
  coldAccepted: z.literal(false).default(false),
  adopt: z.null().default(null),
})

export const fileDeletionRequests = { recover, drill } as const

/** Faults that need more than one field, or the time. A field that is malformed by itself is absent. */
export function fileDeletionFaults(request: Partial<z.output<typeof recover>>, now: number): readonly string[] {
  const { deletedAt, paths, mode, adopt } = request
  const faults = paths ? [...pathsFaults(paths)] : []
  if (deletedAt !== undefined && toMillis(deletedAt) > now)
    faults.push(`deletedAt: given ${deletedAt}, which is in the future; say when the files were deleted`)
  if (adopt !== null && adopt !== undefined && mode === 'items')
    faults.push(`adopt: given ${adopt}; items are restored anew in minutes, leave adopt out or say mode: whole`)
  return [...faults, ...waiverFaults(request)]
}

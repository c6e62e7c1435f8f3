// The fields by which a request does without its approvals, the same for every scenario.
import * as z from 'zod'

export const approval = z.enum(['required', 'waived']).default('required')

export const waivedBecause = z
  .string()
  .min(10)
  .max(500)
  .nullable()
  .default(null)
  .describe('Needed when the approval is waived.')

interface Waiving {
  readonly approval?: z.output<typeof approval>
  readonly waivedBecause?: z.output<typeof waivedBecause>
}

/** None where a field is malformed by itself, and so absent. */
export const waiverFaults = ({ approval, waivedBecause }: Waiving): readonly string[] =>
  approval === 'waived' && waivedBecause === null
    ? ['waivedBecause: given nothing; an approval is waived only with a reason of at least 10 characters']
    : []

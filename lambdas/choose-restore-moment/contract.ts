// Choose the instant to restore to, and say why.
import * as z from 'zod'
import { RequestInvalid } from '../../domain/errors.ts'
import { instant } from '../../domain/instant.ts'
import { contract } from '../contract.ts'

export const chooseRestoreMoment = contract({
  name: 'choose-restore-moment',
  effect: 'reads',
  takes: z.strictObject({
    window: z.strictObject({ earliest: instant, latest: instant }),
    damagedAt: instant.nullable(),
    restoreTo: instant.nullable(),
  }),
  gives: z.strictObject({ moment: instant, reason: z.string() }),
  throws: [RequestInvalid],
  needs: () => [],
  again: 'only computes',
})

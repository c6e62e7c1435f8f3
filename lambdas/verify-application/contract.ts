// Look at the site as a visitor: it answers, shows content from the database, and none of WordPress's error pages.
import * as z from 'zod'
import { Unhealthy } from '../../domain/errors.ts'
import { contract } from '../contract.ts'

export const verifyApplication = contract({
  name: 'verify-application',
  effect: 'reads',
  takes: z.strictObject({
    url: z.url(),
    path: z.string().startsWith('/').describe('Renders content from the database.'),
    contains: z.string().min(1),
    attempts: z
      .int()
      .min(1)
      .max(4)
      .optional()
      .describe('Requests before it counts as unhealthy. Default 2: the first may meet a cold pod.'),
  }),
  gives: z.strictObject({ status: z.int(), milliseconds: z.int(), checked: z.array(z.string()) }),
  throws: [Unhealthy],
  needs: () => [],
  again: 'only reads',
})

// Check the request against its scenario: every fault at once, before anything is touched.
import * as z from 'zod'
import { RequestInvalid } from '../../domain/errors.ts'
import { contract } from '../contract.ts'

export const checkRequest = contract({
  name: 'check-request',
  effect: 'reads',
  takes: z.strictObject({ given: z.unknown() }),
  /** The request with its defaults; the scenario's own schema says what is in it. */
  gives: z.record(z.string(), z.unknown()),
  throws: [RequestInvalid],
  needs: () => [],
  again: 'only computes',
})

// Who asked for a run. Without a known requester a run needs two approvers.
import * as z from 'zod'

export const requester = z
  .string()
  .regex(/^[\w.@:/+=,-]{1,128}$/, 'a person or a role, without spaces')
  .nullable()
  .default(null)

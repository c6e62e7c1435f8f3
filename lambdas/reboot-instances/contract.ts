// Reboot the instances whose parameter groups wait for it, and no other.
import * as z from 'zod'
import { Missing, NameTaken } from '../../domain/errors.ts'
import { contract } from '../contract.ts'
import { describeRestored, restoredInstances } from '../database-needs.ts'
import { allow } from '../needs.ts'

export const rebootInstances = contract({
  name: 'reboot-instances',
  effect: 'changes',
  takes: z.strictObject({ cluster: z.string(), instances: z.array(z.string()) }),
  gives: z.strictObject({ rebooted: z.array(z.string()) }),
  throws: [Missing, NameTaken],
  needs: (p, mode) => [...describeRestored(p, mode), allow('rds:RebootDBInstance', restoredInstances(p, mode))],
  again: 'an instance that is rebooting, or whose parameters are applied, is left alone',
})

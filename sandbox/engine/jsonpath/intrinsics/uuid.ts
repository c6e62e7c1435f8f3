// States.UUID(): a version 4 identifier, from the rehearsal's seed.
import { uuid as uuidFrom } from '../../../aws/identifiers.ts'
import { type Intrinsic, takes } from './intrinsic.ts'

export const uuid: Intrinsic = (args, calling) => {
  takes(args, calling, [0])
  const { visit, site } = calling
  const { execution, around } = visit.branch.running
  return uuidFrom(around.chance, 'intrinsic', execution.arn, visit.entered, visit.retries, site)
}

// Succeed: ends the branch.
import type { Work } from '../definition/machine.ts'
import type { Source } from '../definition/source.ts'
import { pass } from './pass.ts'

export function succeed(source: Source): Work {
  return pass(source, undefined)
}

// What the tests of the sweep rehearse: database-corruption on the example platform.
import type { Mode } from '../../domain/run.ts'
import type { Subject } from '../../sandbox/sweep/rehearse-case.ts'
import { platform } from '../rehearsing.ts'

export const subject = (mode: Mode): Subject => ({
  scenario: 'database-corruption',
  mode,
  platform,
  input: {},
  seed: 'sweep',
})

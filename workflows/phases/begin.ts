// How every runbook begins: hold the platform's lock before anything else is touched.
import { LockHeld } from '../../domain/errors.ts'
import { acquireLock } from '../../lambdas/acquire-lock/contract.ts'
import type { Bare, Passage } from '../language/scenario.ts'

/** A run that finds the platform taken is refused; a drill is skipped. */
export const takeLock = (passage: Passage<Bare>) =>
  passage.step('lock', 'Take the lock of the platform', acquireLock, () => ({}), { skipsOn: [LockHeld] })

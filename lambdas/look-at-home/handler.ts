// One try of a few seconds. Whatever it finds is told and decides nothing: the region may be gone in every way there is.
import { readableDuration } from '../../domain/duration.ts'
import { asLambda } from '../as-lambda.ts'
import { homeLock } from '../gateways/home-lock.ts'
import { isSilent, timeBoxed } from '../gateways/time-boxed.ts'
import { implement } from '../implement.ts'
import { lookAtHome } from './contract.ts'

/** Seconds. A region that is well answers in a tenth of one. */
const PATIENCE = 5

export const run = implement(lookAtHome, { homeLock }, async ({ region, controlBucket }, { homeLock, environment }) => {
  const asked = `the lock in ${region}`
  const answer = await timeBoxed(environment, PATIENCE, () => homeLock.read(region, controlBucket))
  if (isSilent(answer)) {
    const found = `it cannot be read (${answer.noAnswer}) and is overridden: whatever it says, this run goes on`
    return { answered: false, asked, found, lock: null }
  }
  const { lock } = answer
  if (lock === null) return { answered: true, asked, found: 'it answers, and nobody holds the lock there', lock }
  const held = readableDuration((environment.clock.now() - Date.parse(lock.takenAt)) / 1000)
  const found = `it answers, and run ${lock.owner} (${lock.scenario}, ${lock.mode}) has held the lock there for ${held}: abort that run first`
  return { answered: true, asked, found, lock }
})

export const handler = asLambda(run)

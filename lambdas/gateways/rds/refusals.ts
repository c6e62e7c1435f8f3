// What RDS refuses only for now, or says of something that is not there, turned into values and errors of ours.
import { Unavailable } from '../../../domain/errors.ts'
import { nameOf } from '../errors.ts'

/** InvalidResourceStateFault is what the operations of the Data API's switch answer. */
const STATE_FAULTS = new Set(['InvalidDBClusterStateFault', 'InvalidDBInstanceStateFault', 'InvalidResourceStateFault'])

const isStateFault = (error: unknown): boolean => STATE_FAULTS.has(nameOf(error))

/** @throws Unavailable when the resource is busy with something else: the same call succeeds later. */
export async function unlessBusy<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!isStateFault(error)) throw error
    throw new Unavailable(`${(error as Error).message} It is busy with another change; try again when that has ended.`)
  }
}

/** @returns whether it was accepted; false when the state forbids it now, or there is nothing (any more). */
export async function accepted(work: Promise<unknown>): Promise<boolean> {
  try {
    await work
    return true
  } catch (error) {
    if (isStateFault(error) || isAbsent(error)) return false
    throw error
  }
}

/** What is asked for is there already. */
export async function unlessThere(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (nameOf(error) !== 'DBClusterRoleAlreadyExistsFault') throw error
  }
}

const isAbsent = (error: unknown): boolean =>
  ['DBClusterNotFoundFault', 'DBInstanceNotFoundFault'].includes(nameOf(error))

export async function unlessAbsent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
}

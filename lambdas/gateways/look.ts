// One look of a preflight: what AWS refuses becomes a finding, so that one run finds them all.
import { isTransient, nameOf } from './errors.ts'

/** What AWS refuses is a finding; what it cannot answer now, and faults of ours, are thrown. */
export async function look<T>(what: string, work: () => Promise<T>): Promise<T | string[]> {
  try {
    return await work()
  } catch (error) {
    const answered = Error.isError(error) && ('$metadata' in error || nameOf(error) === 'Missing')
    if (!answered || isTransient(error) || nameOf(error) === 'Unavailable') throw error
    return [`${what} could not be looked at: ${nameOf(error)}: ${error.message}`]
  }
}

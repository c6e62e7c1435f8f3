// What the states of clusters and instances mean to somebody who waits (aws-behaviour 1.3.3).

export type Standing = 'available' | 'under-way' | 'failed'

const failedClusters = new Set([
  'cloning-failed',
  'migration-failed',
  'inaccessible-encryption-credentials',
  'inaccessible-encryption-credentials-recoverable',
  'incompatible-restore',
  'incompatible-parameters',
  'failed',
  'upgrade-failed',
])

const failedInstances = new Set([
  'failed',
  'incompatible-restore',
  'incompatible-network',
  'incompatible-parameters',
  'incompatible-option-group',
  'inaccessible-encryption-credentials',
  'inaccessible-encryption-credentials-recoverable',
  'restore-error',
  'storage-full',
])

/** Anything that is neither the goal nor a known failure is on its way: AWS adds states, and instances flap. */
const standing = (status: string, failures: ReadonlySet<string>): Standing =>
  status === 'available' ? 'available' : failures.has(status) ? 'failed' : 'under-way'

export const clusterStanding = (status: string): Standing => standing(status, failedClusters)
export const instanceStanding = (status: string): Standing => standing(status, failedInstances)

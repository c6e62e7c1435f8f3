// What can be deleted now of a cluster that a run made: readers, then the writer, then the cluster itself.

export interface Discardable {
  readonly id: string
  readonly status: string
  readonly deletionProtection: boolean
  readonly members: readonly { readonly id: string; readonly status: string; readonly writer: boolean }[]
}

export interface DiscardPlan {
  /** In this order. */
  readonly instances: readonly string[]
  readonly unprotect: boolean
  readonly cluster: boolean
  /** What is left to wait for, for people. */
  readonly note: string
}

/**
 * AWS refuses to delete a cluster that is being created, is protected, or still has members (aws-behaviour 1.3.1): the
 * cluster is asked for all the same, and everything is asked for again until nothing is left.
 */
export function discardPlan({ id, status, deletionProtection, members }: Discardable): DiscardPlan {
  if (status === 'deleting') return { instances: [], unprotect: false, cluster: false, note: `${id} is being deleted` }
  const staying = members.filter(member => member.status !== 'deleting')
  const instances = [...staying.filter(member => !member.writer), ...staying.filter(member => member.writer)].map(
    member => member.id,
  )
  if (status === 'creating') {
    return {
      instances,
      unprotect: false,
      cluster: false,
      note: `${id} is still being created; it can be deleted afterwards`,
    }
  }
  const note = members.length > 0 ? `${id} has ${members.length} members that must go first` : `${id} is to be deleted`
  return { instances, unprotect: deletionProtection, cluster: true, note }
}

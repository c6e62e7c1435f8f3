// What can be deleted now of a cluster that a run made.
import { describe, expect, test } from '@jest/globals'
import { discardPlan } from '../../domain/cluster-discard.ts'

describe('Deleting what a run made', () => {
  const made = { id: 'c', status: 'available', deletionProtection: true }
  const instance = (id: string, writer: boolean, status = 'available') => ({ id, writer, status })

  test('readers go before the writer, and the cluster is asked for after both', () => {
    const members = [instance('w', true), instance('r', false), instance('gone', false, 'deleting')]
    expect(discardPlan({ ...made, members })).toMatchObject({ instances: ['r', 'w'], unprotect: true, cluster: true })
  })

  test('a cluster that is being created or deleted is left to itself', () => {
    expect(discardPlan({ ...made, status: 'creating', members: [] })).toMatchObject({
      instances: [],
      unprotect: false,
      cluster: false,
    })
    expect(discardPlan({ ...made, status: 'deleting', members: [instance('w', true)] })).toMatchObject({
      instances: [],
      cluster: false,
    })
  })
})

// Misfortunes met before anything is touched: the run is refused or skipped, or takes the lock rightly.
import { describe, expect, jest, test } from '@jest/globals'
import { lockIn, meet, platform } from './meeting.ts'
import { meets } from './meets.ts'

// A rehearsal takes a second or less of a processor; where others work beside the tests it may wait for one.
jest.setTimeout(60_000)

describe('Before anything is touched, a run is refused that', () => {
  test.each<[string, string[], string[]]>([
    [
      'could read nothing',
      ['data-api-off'],
      ['data api: it is off on wordpress-prod-aurora', 'enable the HTTP endpoint'],
    ],
    ['could not decrypt', ['key-disabled'], ['is Disabled, expected Enabled']],
    ['would find no room', ['quota-full'], ['DBClusters has 1 of 1 in use', 'DBInstances has 2 of 2 in use']],
    ['may not edit the secret', ['secret-owned'], ['wordpress-prod/database is owned by rds']],
    ['could not rotate again', ['rotation-foreign'], ['the rotation function is somebody-elses-rotation']],
    [
      'does not reach Kubernetes',
      ['kubernetes-unreachable'],
      ['preflight-application: KubernetesUnavailable: get deployments', 'no answer within'],
    ],
    [
      'finds another real run',
      ['lock-held-by-a-run'],
      [
        'wordpress-prod is held by run file-deletion-20300304T0640 (file-deletion, recover)',
        'wait for it, or abort it',
      ],
    ],
  ])('%s', async (_, given, because) => {
    const { outcome } = await meets(given, { ends: 'Refused', because, undone: [] })
    expect(outcome.calls.byOperation['rds:RestoreDBClusterToPointInTime']).toBeUndefined()
  })

  test('lacks a right in Kubernetes', async () => {
    await meets(['kubernetes-denied@get deployments'], {
      ends: 'Refused',
      because: ['permission is missing: get deployments wordpress/wordpress', 'cannot get resource "deployments"'],
      denied: ['kubernetes get deployments by wordpress-prod-preflight-application-recover-use1'],
    })
  })

  test('nobody approves, or somebody rejects', async () => {
    const silent = { approving: { kind: 'never' } } as const
    await meets([], { ends: 'Refused', because: ['DecisionExpired', 'silence means stop'] }, silent)
    const rejected = { approving: { kind: 'reject' } } as const
    await meets([], { ends: 'Refused', because: ['Rejected', 'lead@example.com: not now'] }, rejected)
  })
})

describe('The lock', () => {
  test('of a real run is not taken from it', async () => {
    const { world } = await meet(['lock-held-by-a-run'])
    expect(lockIn(world)?.owner.id).toBe('file-deletion-20300304T0640')
    expect(lockIn(world)?.fence).toBe(7)
  })

  test('of a real run makes a drill skip', async () => {
    const { run } = await meets(['lock-held-by-a-run'], { ends: 'Skipped', undone: [] }, { mode: 'drill' })
    expect(run.messages.at(-1)).toContain('wordpress-prod is held by run file-deletion-20300304T0640')
  })

  test('of a drill is taken by a real run: the drill gives way, and takes everything away that it made', async () => {
    const { world } = await meets(['lock-held-by-a-drill'], { ends: 'Recovered' }, { inTrueTime: true })
    expect(lockIn(world)).toBeUndefined()
    const [drill] = world.engine.listExecutions(
      `arn:aws:states:us-east-1:${platform.account}:stateMachine:wordpress-prod-database-corruption-drill`,
    )
    expect(JSON.parse(drill?.output ?? '{}').ending).toBe('Skipped')
  })

  test('of a run that is over is taken', async () => {
    const { world } = await meets(['lock-stale'], { ends: 'Recovered' })
    expect(lockIn(world)).toBeUndefined()
  })
})

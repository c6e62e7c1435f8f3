// Replicas of secrets: what follows the primary and when, and promotion while that is dark.
import { describe, expect, test } from '@jest/globals'
import { SecretsManager } from '../../../sandbox/aws/secrets-manager/index.ts'
import { VirtualClock } from '../../../sandbox/clock.ts'
import { ask, refusal, start, surroundings } from './calling.ts'
import { name, token } from './secrets-manager-world.ts'

describe('a replica', () => {
  function twoRegions() {
    const clock = new VirtualClock(start)
    const dark = new Set<string>()
    const regions = new Map<string, SecretsManager>()
    const peers = (region: string) => (dark.has(region) ? undefined : regions.get(region))
    const east = new SecretsManager(surroundings('us-east-1', clock), { peers })
    const west = new SecretsManager(surroundings('us-west-2', clock), { peers })
    regions.set('us-east-1', east).set('us-west-2', west)
    return { clock, dark, east, west }
  }
  const westArn = (arn: string) => arn.replace('us-east-1', 'us-west-2')
  const write = { SecretId: name, SecretString: 'w', ClientRequestToken: token(1) }

  test('follows its primary, keeps the ARN but for the region, and cannot be written', async () => {
    const { clock, east, west } = twoRegions()
    const arn = east.seed({ name, value: 'v' })
    const replicate = { SecretId: name, AddReplicaRegions: [{ Region: 'us-west-2' }] }
    const answer = ask(east.service, 'ReplicateSecretToRegions', replicate)
    expect(answer.ReplicationStatus).toEqual([{ Region: 'us-west-2', Status: 'InProgress' }])
    await clock.run(start + 60_000)
    expect(ask(west.service, 'DescribeSecret', { SecretId: name })).toMatchObject({
      ARN: westArn(arn),
      PrimaryRegion: 'us-east-1',
    })
    expect(refusal(west.service, 'PutSecretValue', write)).toBe('InvalidRequestException')
    ask(east.service, 'PutSecretValue', write)
    expect(west.current(name)?.value).toBe('v')
    await clock.run(start + 120_000)
    expect(west.current(name)).toEqual({ versionId: token(1), value: 'w' })
    expect(refusal(east.service, 'ReplicateSecretToRegions', replicate)).toBe('InvalidParameterException')
  })

  test('is promoted while the primary is dark, and no longer follows it afterwards', async () => {
    const { clock, dark, east, west } = twoRegions()
    east.seed({ name, value: 'v', replicas: [{ region: 'us-west-2' }] })
    dark.add('us-east-1')
    expect(refusal(east.service, 'StopReplicationToReplica', { SecretId: name })).toBe('InvalidRequestException')
    ask(west.service, 'StopReplicationToReplica', { SecretId: name })
    ask(west.service, 'PutSecretValue', write)
    dark.delete('us-east-1')
    ask(east.service, 'PutSecretValue', { ...write, SecretString: 'late' })
    await clock.run(start + 120_000)
    expect(west.current(name)?.value).toBe('w')
    expect(ask(east.service, 'DescribeSecret', { SecretId: name }).ReplicationStatus).toMatchObject([
      { Status: 'Failed', StatusMessage: expect.stringContaining('already exists') },
    ])
  })

  test('that was promoted is not overwritten by what was still on its way', async () => {
    const { clock, east, west } = twoRegions()
    east.seed({ name, value: 'v' })
    const forced = { SecretId: name, AddReplicaRegions: [{ Region: 'us-west-2' }], ForceOverwriteReplicaSecret: true }
    ask(east.service, 'ReplicateSecretToRegions', forced)
    await clock.run(start + 60_000)
    ask(east.service, 'PutSecretValue', { ...write, SecretString: 'on its way' })
    ask(west.service, 'StopReplicationToReplica', { SecretId: name })
    ask(west.service, 'PutSecretValue', write)
    await clock.run(start + 120_000)
    expect(west.current(name)?.value).toBe('w')
    expect(ask(east.service, 'DescribeSecret', { SecretId: name })).not.toHaveProperty('ReplicationStatus')
  })

  test('fails where the region is dark', async () => {
    const { clock, dark, east } = twoRegions()
    east.seed({ name, value: 'v' })
    dark.add('us-west-2')
    ask(east.service, 'ReplicateSecretToRegions', { SecretId: name, AddReplicaRegions: [{ Region: 'us-west-2' }] })
    await clock.run(start + 60_000)
    expect(ask(east.service, 'DescribeSecret', { SecretId: name }).ReplicationStatus[0].Status).toBe('Failed')
  })
})

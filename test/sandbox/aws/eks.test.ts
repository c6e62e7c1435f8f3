// EKS clusters: an endpoint only once there is one, and access entries that are honoured a while later.
import { describe, expect, test } from '@jest/globals'
import { Eks } from '../../../sandbox/aws/eks/index.ts'
import { account, ask, everyPage, needs, refusal, role, start, surroundings } from './calling.ts'

describe('a cluster', () => {
  const network = { vpcId: 'vpc-1', subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'] }
  const seed = { name: 'wordpress-prod', version: '1.33', roleArn: role, certificateAuthority: 'Q0E=', network }
  const entry = { clusterName: 'wordpress-prod', principalArn: role }

  test('tells its endpoint and certificate only once it is ACTIVE', async () => {
    const around = surroundings()
    const eks = new Eks(around)
    eks.seed({ ...seed, creating: true })
    const describe = () => ask(eks.service, 'DescribeCluster', { name: 'wordpress-prod' }).cluster
    expect(describe()).not.toHaveProperty('endpoint')
    expect(describe()).not.toHaveProperty('certificateAuthority')
    await around.clock.run(start + 1_200_000)
    expect(describe()).toMatchObject({ status: 'ACTIVE', certificateAuthority: { data: 'Q0E=' } })
    expect(describe().endpoint).toMatch(/^https:\/\/[0-9A-F]{32}\.gr7\.us-east-1\.eks\.amazonaws\.com$/)
    expect(refusal(eks.service, 'DescribeCluster', { name: 'other' })).toBe('ResourceNotFoundException')
  })

  test('honours a change of its access entries a while after the API tells it', async () => {
    const around = surroundings()
    const eks = new Eks(around)
    eks.seed({ ...seed, access: [{ principalArn: role, kubernetesGroups: ['muster-recover'] }] })
    expect(eks.identityOf('wordpress-prod', role)?.groups).toEqual(['muster-recover'])
    eks.revoke('wordpress-prod', role)
    expect(refusal(eks.service, 'DescribeAccessEntry', entry)).toBe('ResourceNotFoundException')
    expect(eks.identityOf('wordpress-prod', role)).toBeDefined()
    await around.clock.run(start + 60_000)
    expect(eks.identityOf('wordpress-prod', role)).toBeUndefined()
    eks.grant('wordpress-prod', { principalArn: role, kubernetesGroups: ['drill'] })
    expect(ask(eks.service, 'DescribeAccessEntry', entry).accessEntry.kubernetesGroups).toEqual(['drill'])
    expect(eks.identityOf('wordpress-prod', role)).toBeUndefined()
  })

  test('lists entries in pages, none where access is kept in a ConfigMap', () => {
    const eks = new Eks(surroundings(), { pageSize: 1 })
    const other = `arn:aws:iam::${account}:role/path/other`
    eks.seed({ ...seed, access: [{ principalArn: role }, { principalArn: other }] })
    eks.seed({ ...seed, name: 'old', authenticationMode: 'CONFIG_MAP' })
    const names = { items: 'accessEntries', token: 'nextToken', next: 'nextToken' }
    const list = { clusterName: 'wordpress-prod' }
    expect(everyPage(eks.service, 'ListAccessEntries', list, names)).toEqual({ items: [role, other], pages: 2 })
    expect(refusal(eks.service, 'ListAccessEntries', { clusterName: 'old' })).toBe('InvalidRequestException')
    const [need] = needs(eks.service, 'DescribeAccessEntry', { ...entry, principalArn: other })
    expect(need?.resource).toMatch(/:access-entry\/wordpress-prod\/role\/111122223333\/other\/[0-9a-f-]{36}$/)
  })
})

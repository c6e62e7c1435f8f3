// What a preflight of a region asks: certificates, load balancers, quotas, and what RDS offers there.
import { describe, expect, test } from '@jest/globals'
import { Acm } from '../../../sandbox/aws/acm/index.ts'
import { ElasticLoadBalancing, type Target } from '../../../sandbox/aws/elastic-load-balancing/index.ts'
import { Rds } from '../../../sandbox/aws/rds/index.ts'
import { ServiceQuotas } from '../../../sandbox/aws/service-quotas/index.ts'
import { account, ask, everyPage, needs, refusal, start, surroundings } from './calling.ts'

const day = 86_400_000

describe('a certificate', () => {
  const arn = `arn:aws:acm:us-east-1:${account}:certificate/6f0d1c2b-7a45-4e1d-9c3b-5e8f7a6b9c04`
  function world(seed = {}) {
    const around = surroundings()
    const acm = new Acm(around)
    acm.seed({ arn, domain: 'www.example.com', alternatives: ['*.example.org'], ...seed })
    const described = () => ask(acm.service, 'DescribeCertificate', { CertificateArn: arn }).Certificate
    return { acm, service: acm.service, clock: around.clock, described }
  }

  test('tells the names it stands for and until when, and needs permission on itself', () => {
    const { service, described } = world()
    expect(described()).toMatchObject({
      Status: 'ISSUED',
      SubjectAlternativeNames: ['www.example.com', '*.example.org'],
      NotAfter: new Date(start + 395 * day - 1000),
    })
    const asked = { CertificateArn: arn }
    expect(needs(service, 'DescribeCertificate', asked)).toEqual([{ action: 'acm:DescribeCertificate', resource: arn }])
  })

  test('that still waits for its validation has no dates, and one whose time is over says so', async () => {
    expect(world({ status: 'PENDING_VALIDATION' }).described()).not.toHaveProperty('NotAfter')
    const { clock, described } = world({ expiresAt: start + day })
    await clock.run(start + day - 1)
    expect(described().Status).toBe('ISSUED')
    await clock.run(start + day)
    expect(described().Status).toBe('EXPIRED')
  })

  test("is unknown under another region's ARN, and what is no certificate's ARN is refused", () => {
    const { acm, service, described } = world()
    const refused = (CertificateArn: string) => refusal(service, 'DescribeCertificate', { CertificateArn })
    expect(refused(arn.replace('us-east-1', 'us-west-2'))).toBe('ResourceNotFoundException')
    expect(refused(`${arn}0`)).toBe('ResourceNotFoundException')
    expect(refused('arn:aws:iam::111122223333:server-certificate/x')).toBe('InvalidArnException')
    acm.change(arn, { status: 'REVOKED' })
    expect(described().Status).toBe('REVOKED')
    expect(() => acm.seed({ arn: arn.replace('us-east-1', 'us-west-2'), domain: 'x' })).toThrow('us-east-1')
  })
})

describe('a load balancer', () => {
  const subnets = ['a', 'b'].map(letter => ({ id: `subnet-${letter}`, zone: `us-east-1${letter}` }))
  function world(options = {}) {
    const balancing = new ElasticLoadBalancing(surroundings(), options)
    const seed = { vpcId: 'vpc-1', subnets, securityGroups: ['sg-1'] }
    const dnsName = balancing.seed({ name: 'site', ...seed })
    balancing.seed({ name: 'other', scheme: 'internal', ...seed })
    const targets: Target[] = []
    const group = balancing.seedTargetGroup({ name: 'pods', loadBalancer: 'site', port: 8080, targets: () => targets })
    return { balancing, service: balancing.service, dnsName, targets, group }
  }

  test('is found by name or ARN with its zones and its state, and describing it has no resource level', () => {
    const { balancing, service, dnsName } = world()
    const [found] = ask(service, 'DescribeLoadBalancers', { Names: ['site'] }).LoadBalancers
    expect(found).toMatchObject({ LoadBalancerName: 'site', DNSName: dnsName, State: { Code: 'active' } })
    expect(found.AvailabilityZones.map((zone: { ZoneName: string }) => zone.ZoneName)).toEqual([
      'us-east-1a',
      'us-east-1b',
    ])
    expect(dnsName).toMatch(/^site-\d+\.us-east-1\.elb\.amazonaws\.com$/)
    const byArn = ask(service, 'DescribeLoadBalancers', { LoadBalancerArns: [found.LoadBalancerArn] })
    expect(byArn.LoadBalancers).toEqual([found])
    balancing.change('site', 'failed')
    expect(ask(service, 'DescribeLoadBalancers', { Names: ['site'] }).LoadBalancers[0].State.Code).toBe('failed')
    for (const operation of Object.keys(service.operations)) {
      const [need] = needs(service, operation, {})
      expect(need).toEqual({ action: `elasticloadbalancing:${operation}`, resource: '*' })
    }
  })

  test('that is missing is an error, unless nobody named it', () => {
    const { balancing, service } = world({ pageSize: 1 })
    const refused = (input: object) => refusal(service, 'DescribeLoadBalancers', input)
    expect(refused({ Names: ['site', 'none'] })).toBe('LoadBalancerNotFoundException')
    expect(refused({ Names: ['site'], LoadBalancerArns: ['arn'] })).toBe('ValidationError')
    expect(refused({ PageSize: 401 })).toBe('ValidationError')
    expect(refused({ Marker: 'nonsense' })).toBe('ValidationError')
    const names = { items: 'LoadBalancers', token: 'Marker', next: 'NextMarker' }
    expect(everyPage(service, 'DescribeLoadBalancers', {}, names)).toMatchObject({ items: { length: 2 }, pages: 2 })
    balancing.remove('site')
    expect(refused({ Names: ['site'] })).toBe('LoadBalancerNotFoundException')
    expect(balancing.loadBalancer('site')).toBeUndefined()
  })

  test('sends to targets that come and go, and knows nothing of one that is not registered', () => {
    const { service, targets, group } = world()
    const [balancer] = ask(service, 'DescribeLoadBalancers', { Names: ['site'] }).LoadBalancers
    const asked = { LoadBalancerArn: balancer.LoadBalancerArn }
    const [found] = ask(service, 'DescribeTargetGroups', asked).TargetGroups
    expect(found).toMatchObject({ TargetGroupArn: group, Port: 8080, TargetType: 'ip' })
    const health = (more = {}) =>
      ask(service, 'DescribeTargetHealth', { TargetGroupArn: group, ...more }).TargetHealthDescriptions
    expect(health()).toEqual([])
    targets.push({ id: '10.0.0.7', port: 8080, zone: 'us-east-1a', state: 'unhealthy' })
    expect(health()).toMatchObject([
      { Target: { Id: '10.0.0.7' }, TargetHealth: { State: 'unhealthy', Reason: 'Target.FailedHealthChecks' } },
    ])
    expect(health({ Targets: [{ Id: '10.0.0.8' }] })).toMatchObject([
      { TargetHealth: { State: 'unused', Reason: 'Target.NotRegistered' } },
    ])
    expect(refusal(service, 'DescribeTargetHealth', { TargetGroupArn: `${group}x` })).toBe(
      'TargetGroupNotFoundException',
    )
    const refused = (input: object) => refusal(service, 'DescribeTargetGroups', input)
    expect(refused({ ...asked, Names: ['pods'] })).toBe('ValidationError')
    expect(refused({ Names: ['none'] })).toBe('TargetGroupNotFoundException')
    expect(refused({ LoadBalancerArn: 'arn:none' })).toBe('LoadBalancerNotFoundException')
  })
})

describe('a quota', () => {
  const nodes = { ServiceCode: 'ec2', QuotaCode: 'L-1216C47A' }

  test('is the default of AWS until AWS grants another, and says where its use is counted', () => {
    const quotas = new ServiceQuotas(surroundings())
    const value = (operation: string) => ask(quotas.service, operation, nodes).Quota
    expect(value('GetServiceQuota')).toMatchObject({ Value: 5, UsageMetric: { MetricNamespace: 'AWS/Usage' } })
    quotas.grant(nodes.QuotaCode, 64)
    expect([value('GetServiceQuota').Value, value('GetAWSDefaultServiceQuota').Value]).toEqual([64, 5])
    expect(quotas.valueOf(nodes.QuotaCode)).toBe(64)
    expect(needs(quotas.service, 'GetServiceQuota', nodes)).toEqual([
      { action: 'servicequotas:GetServiceQuota', resource: '*' },
    ])
  })

  test('is listed with those of its service in pages, and unknown ones are refused', () => {
    const { service } = new ServiceQuotas(surroundings(), { pageSize: 1 })
    const names = { items: 'Quotas', token: 'NextToken', next: 'NextToken' }
    const { items, pages } = everyPage(service, 'ListServiceQuotas', { ServiceCode: 'rds' }, names)
    expect([items.map(each => each.QuotaName), pages]).toEqual([['DB clusters', 'DB instances'], 2])
    expect(refusal(service, 'ListServiceQuotas', { ServiceCode: 'none' })).toBe('NoSuchResourceException')
    expect(refusal(service, 'ListServiceQuotas', { ServiceCode: 'rds', NextToken: 'x' })).toBe(
      'InvalidPaginationTokenException',
    )
    expect(refusal(service, 'GetServiceQuota', { ...nodes, ServiceCode: 'rds' })).toBe('NoSuchResourceException')
  })
})

describe('what RDS offers', () => {
  test('is told by version and class, with zones; what is not offered is an empty list', () => {
    const version = '8.0.mysql_aurora.3.10.1'
    const rds = new Rds(surroundings('us-west-2'), { engineVersions: [version], pageSize: 4 })
    const names = { items: 'OrderableDBInstanceOptions', token: 'Marker', next: 'Marker' }
    const offered = (input: object) =>
      everyPage(rds.service, 'DescribeOrderableDBInstanceOptions', { Engine: 'aurora-mysql', ...input }, names).items
    const [found] = offered({ EngineVersion: version, DBInstanceClass: 'db.serverless' })
    expect(found.AvailabilityZones.map((zone: { Name: string }) => zone.Name)).toContain('us-west-2b')
    expect(offered({ EngineVersion: '8.0.mysql_aurora.3.04.0' })).toEqual([])
    expect(offered({ DBInstanceClass: 'db.m1.small' })).toEqual([])
    expect(offered({ Engine: 'postgres' })).toEqual([])
    expect(offered({}).length).toBeGreaterThan(4)
  })
})

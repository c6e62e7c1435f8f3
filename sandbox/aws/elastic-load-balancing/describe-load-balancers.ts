// elasticloadbalancing:DescribeLoadBalancers: by ARN, by name, or all.
import type {
  DescribeLoadBalancersInput,
  DescribeLoadBalancersOutput,
  LoadBalancer as Shown,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { AwsError, type Operation } from '../service.ts'
import { anywhere, invalid, listed } from './lists.ts'
import type { LoadBalancer, State } from './state.ts'

/** @throws LoadBalancerNotFoundException when one that is named is not there */
export function describeLoadBalancers(
  state: State,
): Operation<DescribeLoadBalancersInput, DescribeLoadBalancersOutput> {
  return {
    needs: () => anywhere('DescribeLoadBalancers'),
    run: input => {
      const { items, next } = listed(state, chosen(state, input), input)
      return { LoadBalancers: items.map(view), ...(next && { NextMarker: next }) }
    },
  }
}

function chosen({ loadBalancers }: State, input: DescribeLoadBalancersInput): readonly LoadBalancer[] {
  const { LoadBalancerArns: arns = [], Names: names = [] } = input
  if (arns.length > 0 && names.length > 0)
    throw invalid('Load balancer names and ARNs cannot be specified at the same time')
  if (arns.length + names.length === 0) return loadBalancers
  const asked = [...arns, ...names]
  const found = loadBalancers.filter(({ arn, name }) => arns.includes(arn) || names.includes(name))
  const missing = asked.filter(each => !found.some(({ arn, name }) => each === arn || each === name))
  if (missing.length === 0) return found
  throw new AwsError('LoadBalancerNotFoundException', `Load balancers '[${missing.join(', ')}]' not found`)
}

function view(balancer: LoadBalancer): Shown {
  return {
    LoadBalancerArn: balancer.arn,
    DNSName: balancer.dnsName,
    CreatedTime: new Date(balancer.createdAt),
    LoadBalancerName: balancer.name,
    Scheme: balancer.scheme,
    VpcId: balancer.vpcId,
    State: { Code: balancer.state },
    Type: 'application',
    AvailabilityZones: balancer.subnets.map(({ id, zone }) => ({
      ZoneName: zone,
      SubnetId: id,
      LoadBalancerAddresses: [],
    })),
    SecurityGroups: [...balancer.securityGroups],
    IpAddressType: 'ipv4',
  }
}

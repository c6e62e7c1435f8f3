// elasticloadbalancing:DescribeTargetGroups and DescribeTargetHealth: what a load balancer sends to, and how it fares.
import type {
  DescribeTargetGroupsInput,
  DescribeTargetGroupsOutput,
  DescribeTargetHealthInput,
  DescribeTargetHealthOutput,
  TargetGroup as Shown,
  TargetDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { refuse } from '../not-simulated.ts'
import { AwsError, type Operation } from '../service.ts'
import { anywhere, invalid, listed } from './lists.ts'
import type { State, Target, TargetGroup } from './state.ts'

export function describeTargetGroups(state: State): Operation<DescribeTargetGroupsInput, DescribeTargetGroupsOutput> {
  return {
    needs: () => anywhere('DescribeTargetGroups'),
    run: input => {
      const { items, next } = listed(state, chosen(state, input), input)
      return { TargetGroups: items.map(view), ...(next && { NextMarker: next }) }
    },
  }
}

/** @throws TargetGroupNotFoundException, LoadBalancerNotFoundException */
function chosen(state: State, input: DescribeTargetGroupsInput): readonly TargetGroup[] {
  const { LoadBalancerArn: balancer, TargetGroupArns: arns = [], Names: names = [] } = input
  const ways = [balancer === undefined ? 0 : 1, arns.length, names.length].filter(count => count > 0)
  if (ways.length > 1) throw invalid('Target groups are selected by load balancer, by ARN or by name, in one way only')
  if (balancer !== undefined) {
    if (!state.loadBalancers.some(({ arn }) => arn === balancer))
      throw new AwsError('LoadBalancerNotFoundException', `Load balancers '[${balancer}]' not found`)
    return state.targetGroups.filter(({ loadBalancerArn }) => loadBalancerArn === balancer)
  }
  if (ways.length === 0) return state.targetGroups
  const found = state.targetGroups.filter(({ arn, name }) => arns.includes(arn) || names.includes(name))
  if (found.length < arns.length + names.length) throw notFound()
  return found
}

const notFound = () => new AwsError('TargetGroupNotFoundException', 'One or more target groups not found')

function view(group: TargetGroup): Shown {
  return {
    TargetGroupArn: group.arn,
    TargetGroupName: group.name,
    Protocol: 'HTTP',
    Port: group.port,
    VpcId: group.vpcId,
    HealthCheckProtocol: 'HTTP',
    HealthCheckPort: 'traffic-port',
    HealthCheckEnabled: true,
    HealthCheckIntervalSeconds: 15,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: 2,
    UnhealthyThresholdCount: 2,
    HealthCheckPath: group.healthPath,
    Matcher: { HttpCode: '200' },
    LoadBalancerArns: [group.loadBalancerArn],
    TargetType: 'ip',
    ProtocolVersion: 'HTTP1',
    IpAddressType: 'ipv4',
  }
}

/** A target that is asked about and is not registered is `unused`, and no error. */
export function describeTargetHealth(state: State): Operation<DescribeTargetHealthInput, DescribeTargetHealthOutput> {
  return {
    needs: () => anywhere('DescribeTargetHealth'),
    run: input => {
      refuse('elasticloadbalancing:DescribeTargetHealth', input, ['Include'])
      const group = state.targetGroups.find(({ arn }) => arn === input.TargetGroupArn)
      if (!group) throw notFound()
      const registered = group.targets()
      if (!input.Targets?.length) return { TargetHealthDescriptions: registered.map(healthOf) }
      return { TargetHealthDescriptions: input.Targets.map(asked => healthOf(registeredAs(registered, asked, group))) }
    },
  }
}

function registeredAs(registered: readonly Target[], asked: TargetDescription, group: TargetGroup): Target {
  const { Id: id = '', Port: port = group.port } = asked
  return registered.find(each => each.id === id && each.port === port) ?? { id, port, state: 'unused' }
}

const REASONS: Readonly<Record<string, readonly [reason: string, description: string]>> = {
  initial: ['Elb.RegistrationInProgress', 'Target registration is in progress'],
  unhealthy: ['Target.FailedHealthChecks', 'Health checks failed'],
  draining: ['Target.DeregistrationInProgress', 'Target deregistration is in progress'],
  unused: ['Target.NotRegistered', 'Target is not registered to the target group'],
}

function healthOf({ id, port, zone, state }: Target) {
  const [Reason, Description] = REASONS[state] ?? []
  return {
    Target: { Id: id, Port: port, ...(zone !== undefined && { AvailabilityZone: zone }) },
    HealthCheckPort: String(port),
    TargetHealth: { State: state, ...(Reason && { Reason: Reason as 'Target.NotRegistered', Description }) },
  }
}

// Load balancers and target groups of one region. What stands behind a target group is told by the world.
import type { LoadBalancerStateEnum, TargetHealthStateEnum } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Surroundings } from '../service.ts'

export interface LoadBalancer {
  readonly name: string
  readonly arn: string
  readonly dnsName: string
  readonly scheme: 'internet-facing' | 'internal'
  readonly vpcId: string
  readonly subnets: readonly { readonly id: string; readonly zone: string }[]
  readonly securityGroups: readonly string[]
  readonly createdAt: number
  state: LoadBalancerStateEnum
}

export interface Target {
  /** An address in the network: pods are registered by theirs. */
  readonly id: string
  readonly port: number
  readonly zone?: string
  readonly state: TargetHealthStateEnum
}

export interface TargetGroup {
  readonly name: string
  readonly arn: string
  readonly port: number
  readonly healthPath: string
  readonly vpcId: string
  /** Of the load balancer that sends to it. */
  readonly loadBalancerArn: string
  readonly targets: () => readonly Target[]
}

export interface State {
  readonly surroundings: Surroundings
  /** Most items on a page; 400 when absent (Elastic Load Balancing API reference, PageSize). */
  readonly pageSize: number | undefined
  readonly loadBalancers: LoadBalancer[]
  readonly targetGroups: TargetGroup[]
}

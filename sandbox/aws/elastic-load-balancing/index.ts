// The simulated Elastic Load Balancing of one region: Application Load Balancers and their target groups, described.
import * as sdk from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Service, Surroundings } from '../service.ts'
import { describeLoadBalancers } from './describe-load-balancers.ts'
import { describeTargetGroups, describeTargetHealth } from './describe-target-groups.ts'
import type { LoadBalancer, State, Target } from './state.ts'

/** A load balancer made before the rehearsal begins. */
export interface LoadBalancerSeed {
  readonly name: string
  /** `internet-facing` when absent. */
  readonly scheme?: LoadBalancer['scheme']
  readonly vpcId: string
  readonly subnets: LoadBalancer['subnets']
  readonly securityGroups: readonly string[]
}

export interface TargetGroupSeed {
  readonly name: string
  /** Name of the load balancer that sends to it. */
  readonly loadBalancer: string
  /** 80 when absent. */
  readonly port?: number
  /** `/` when absent. */
  readonly healthPath?: string
  /** Asked at every look: pods come and go. */
  readonly targets: () => readonly Target[]
}

export class ElasticLoadBalancing {
  readonly service: Service
  readonly #state: State

  constructor(surroundings: Surroundings, options: { readonly pageSize?: number } = {}) {
    const state: State = { surroundings, pageSize: options.pageSize, loadBalancers: [], targetGroups: [] }
    this.#state = state
    const operations = {
      DescribeLoadBalancers: describeLoadBalancers(state),
      DescribeTargetGroups: describeTargetGroups(state),
      DescribeTargetHealth: describeTargetHealth(state),
    }
    this.service = { signingName: 'elasticloadbalancing', sdk, operations }
  }

  /** Returns the host name that records point to: `<name>-<number>.<region>.elb.amazonaws.com`. */
  seed({ scheme = 'internet-facing', ...seed }: LoadBalancerSeed): string {
    const { chance, clock, region } = this.#state.surroundings
    const number = 100_000_000 + Math.floor(chance.of('elb', region, seed.name) * 1_900_000_000)
    const dnsName = `${scheme === 'internal' ? 'internal-' : ''}${seed.name}-${number}.${region}.elb.amazonaws.com`
    const arn = this.#arn(`loadbalancer/app/${seed.name}`, seed.name)
    this.#state.loadBalancers.push({ ...seed, scheme, arn, dnsName, createdAt: clock.now(), state: 'active' })
    return dnsName
  }

  /** Returns its ARN. */
  seedTargetGroup({ loadBalancer, port = 80, healthPath = '/', ...seed }: TargetGroupSeed): string {
    const { arn: loadBalancerArn, vpcId } = this.#balancer(loadBalancer)
    const arn = this.#arn(`targetgroup/${seed.name}`, `group ${seed.name}`)
    this.#state.targetGroups.push({ ...seed, arn, port, healthPath, vpcId, loadBalancerArn })
    return arn
  }

  /** A misfortune: it is `failed`, or works with less than its zones (`active_impaired`). */
  change(name: string, state: LoadBalancer['state']): void {
    this.#balancer(name).state = state
  }

  /** A misfortune: somebody deleted it. */
  remove(name: string): void {
    const { loadBalancers } = this.#state
    loadBalancers.splice(loadBalancers.indexOf(this.#balancer(name)), 1)
  }

  /** By name. */
  loadBalancer(name: string): Readonly<LoadBalancer> | undefined {
    return this.#state.loadBalancers.find(each => each.name === name)
  }

  #balancer(name: string): LoadBalancer {
    const found = this.#state.loadBalancers.find(each => each.name === name)
    if (!found) throw new Error(`there is no load balancer ${name}`)
    return found
  }

  #arn(resource: string, name: string): string {
    const { region, accountId, chance } = this.#state.surroundings
    return `arn:aws:elasticloadbalancing:${region}:${accountId}:${resource}/${chance.hex(16, 'elb', region, name)}`
  }
}

export type { LoadBalancer, Target } from './state.ts'

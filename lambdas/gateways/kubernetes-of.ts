// From a handler's environment to a Kubernetes cluster: its address from EKS, the token from the function's own role.
import { EKSClient } from '@aws-sdk/client-eks'
import type { Environment } from '../environment.ts'
import { clientFor } from './clients.ts'
import { describeWith } from './eks-cluster.ts'
import { eksToken } from './eks-token.ts'
import { type KubernetesGateway, kubernetesGateway, type RequestHandler } from './kubernetes.ts'

const known = new WeakMap<Environment, Map<string, KubernetesGateway>>()

/** One gateway per environment and cluster, so that address, token and connections are kept between calls. */
export function kubernetesOf(environment: Environment, clusterName: string): KubernetesGateway {
  const gateways = known.get(environment) ?? new Map<string, KubernetesGateway>()
  known.set(environment, gateways)
  const gateway = gateways.get(clusterName) ?? connect(environment, clusterName)
  gateways.set(clusterName, gateway)
  return gateway
}

function connect(environment: Environment, clusterName: string): KubernetesGateway {
  const { clock, region, chance, requestHandler } = environment
  const client = clientFor(EKSClient, environment)
  return kubernetesGateway({
    clusterName,
    describeCluster: describeWith(client),
    token: eksToken({ clusterName, region, credentials: client.config.credentials, clock }),
    clock,
    chance,
    ...(requestHandler && { requestHandler: requestHandler as RequestHandler }),
  })
}

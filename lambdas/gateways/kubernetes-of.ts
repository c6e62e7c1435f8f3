// From a handler's environment to a Kubernetes cluster: its address from EKS, the token from the function's own role.
import { EKSClient } from '@aws-sdk/client-eks'
import type { Environment } from '../environment.ts'
import { type ClientOptions, clientFor } from './clients.ts'
import { describeWith } from './eks-cluster.ts'
import { eksToken } from './eks-token.ts'
import { type KubernetesGateway, kubernetesGateway, type RequestHandler } from './kubernetes.ts'

type Surroundings = Environment & Pick<ClientOptions, 'attempts'>

const known = new WeakMap<Environment, Map<string, KubernetesGateway>>()

/** One gateway per environment and cluster, so that address, token and connections are kept between calls. */
export function kubernetesOf(environment: Surroundings, clusterName: string): KubernetesGateway {
  const gateways = known.get(environment) ?? new Map<string, KubernetesGateway>()
  known.set(environment, gateways)
  const gateway = gateways.get(clusterName) ?? connect(environment, clusterName)
  gateways.set(clusterName, gateway)
  return gateway
}

function connect(environment: Surroundings, clusterName: string): KubernetesGateway {
  const { clock, region, chance, requestHandler, attempts } = environment
  const client = clientFor(EKSClient, environment)
  return kubernetesGateway({
    clusterName,
    describeCluster: describeWith(client),
    token: eksToken({ clusterName, region, credentials: client.config.credentials, clock }),
    clock,
    chance,
    ...(attempts !== undefined && { attempts }),
    ...(requestHandler && { requestHandler: requestHandler as RequestHandler }),
  })
}

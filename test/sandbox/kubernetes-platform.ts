// The example platform's cluster on virtual time, reached through the gateway: what the Kubernetes tests share.
import { readFileSync } from 'node:fs'
import { HttpRequest } from '@smithy/protocol-http'
import { parse } from 'yaml'
import { platformSchema } from '../../domain/platform.ts'
import {
  type Deployment,
  type KubernetesGateway,
  kubernetesGateway,
  resources,
} from '../../lambdas/gateways/kubernetes.ts'
import { chanceFrom } from '../../sandbox/chance.ts'
import { VirtualClock } from '../../sandbox/clock.ts'
import { type ClusterOptions, KubernetesCluster } from '../../sandbox/kubernetes/cluster.ts'
import { decoded } from '../../sandbox/kubernetes/controllers/environment.ts'
import { seedExample } from '../../sandbox/kubernetes/example.ts'
import { deployments, secrets } from '../../sandbox/kubernetes/kinds.ts'
import { Lifecycle } from '../../sandbox/lifecycle.ts'

export const start = Date.parse('2030-03-04T10:00:00Z')
export const minutes = (count: number) => count * 60_000
export const platform = platformSchema.parse(
  parse(readFileSync(new URL('../../platforms/example.yaml', import.meta.url), 'utf8')),
)
export const administrator = 'arn:aws:iam::111122223333:role/administrator'
export const site = { namespace: 'wordpress', name: 'wordpress' }
export const externalSecret = { namespace: 'wordpress', name: 'wordpress-database' }
export const application = { namespace: 'argocd', name: 'wordpress' }

export const merge = 'application/merge-patch+json'
export const strategic = 'application/strategic-merge-patch+json'
export const jsonPatch = 'application/json-patch+json'
export const deploymentPath = '/apis/apps/v1/namespaces/wordpress/deployments/wordpress'
export const configMapPath = '/api/v1/namespaces/wordpress/configmaps'
export const configMap = (name: string, data: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
})

export const databaseSecret = (host: string) =>
  JSON.stringify({ host, port: 3306, username: 'wordpress', password: 'pw', dbname: 'wordpress', engine: 'mysql' })

export interface Setting {
  readonly clock: VirtualClock
  readonly lifecycle: Lifecycle
  readonly cluster: KubernetesCluster
  readonly gateway: KubernetesGateway
  /** Secrets Manager, as the operator reads it. */
  readonly secrets: Map<string, string>
  /** A raw request as the administrator. */
  ask(method: string, path: string, body?: unknown, contentType?: string): Promise<{ status: number; body: Answer }>
  /** Runs the clock until the promise has its answer. */
  settle<T>(work: Promise<T>): Promise<T>
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
type Answer = any

/** The token says who is calling: `Bearer <role ARN>`. */
export function setting(seed = 'a seed', options: Partial<ClusterOptions> & { role?: string } = {}): Setting {
  const clock = new VirtualClock(start)
  const chance = chanceFrom(seed)
  const lifecycle = new Lifecycle(clock, chance)
  const secrets = new Map([[platform.database.secret, databaseSecret('old.cluster')]])
  const cluster = new KubernetesCluster({
    name: 'wordpress-prod',
    surroundings: { region: 'us-east-1', accountId: '111122223333', clock, chance, lifecycle },
    authenticate: token => (token.startsWith('arn:') ? { roleArn: token } : { reason: 'no such token' }),
    groupsOf: role => (role === administrator ? ['system:masters'] : [`group-of-${role.split('/').at(-1)}`]),
    secretValue: name => secrets.get(name),
    run: async () => ({ exitCode: 0, seconds: 20 }),
    ...options,
  })
  const settle = async <T>(work: Promise<T>): Promise<T> => {
    let over = false
    const done = () => {
      over = true
    }
    work.then(done, done)
    await clock.run(() => over)
    return work
  }
  return {
    clock,
    lifecycle,
    cluster,
    secrets,
    gateway: gatewayTo(cluster, clock, options.role),
    settle,
    ask: asker(cluster),
  }
}

export const gatewayTo = (cluster: KubernetesCluster, clock: VirtualClock, role = administrator): KubernetesGateway =>
  kubernetesGateway({
    clusterName: 'wordpress-prod',
    describeCluster: async () => ({ endpoint: 'https://eks.test', certificateAuthority: 'Y2E=', status: 'ACTIVE' }),
    token: async () => role,
    clock,
    requestHandler: cluster,
  })

function asker(cluster: KubernetesCluster): Setting['ask'] {
  return async (method, path, body, contentType = 'application/json') => {
    const { response } = await cluster.handle(
      new HttpRequest({
        method,
        path,
        headers: { authorization: `Bearer ${administrator}`, 'content-type': contentType },
        body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
      }),
    )
    return { status: response.statusCode, body: JSON.parse(Buffer.from(response.body).toString()) }
  }
}

/** The platform after its pods have started and its secret has been copied. */
export async function healthy(seed?: string, options?: Partial<ClusterOptions> & { role?: string }): Promise<Setting> {
  const made = setting(seed, options)
  seedExample(made.cluster, platform)
  await made.clock.run(start + minutes(10))
  return made
}

/** Lets that much virtual time pass. */
export const pass = ({ clock }: Setting, milliseconds: number): Promise<void> => clock.run(clock.now() + milliseconds)

export const hosts = ({ cluster }: Setting) =>
  cluster.readyPods('wordpress', 'wordpress').map(pod => pod.environment.WORDPRESS_DB_HOST)
export const deploymentOf = ({ cluster }: Setting): Deployment =>
  cluster.store.get(deployments, 'wordpress', 'wordpress')!
export const secretHost = ({ cluster }: Setting) =>
  decoded(cluster.store.get(secrets, 'wordpress', 'wordpress-database')?.data).host
export const pauseArgo = ({ gateway, settle }: Setting) =>
  settle(gateway.patch(resources.application, application, { spec: { syncPolicy: { automated: null } } }))

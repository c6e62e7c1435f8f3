// The application's side of the example platform: Kubernetes, secrets, control bucket and site, each verb under its own needs.
import { readFileSync } from 'node:fs'
import { type HttpRequest, HttpResponse } from '@smithy/protocol-http'
import { parse } from 'yaml'
import { platformName, platformSchema } from '../../domain/platform.ts'
import type { Mode, RunRef } from '../../domain/run.ts'
import type { Environment } from '../../lambdas/environment.ts'
import type { Runnable } from '../../lambdas/implement.ts'
import { kubernetesRulesOf, statementsOf } from '../../lambdas/permissions.ts'
import { Eks } from '../../sandbox/aws/eks/index.ts'
import { S3 } from '../../sandbox/aws/s3/index.ts'
import { type SecretSeed, SecretsManager } from '../../sandbox/aws/secrets-manager/index.ts'
import type { Call } from '../../sandbox/aws/service.ts'
import { Sts } from '../../sandbox/aws/sts/index.ts'
import type { EdgeFault } from '../../sandbox/aws/wire/edge.ts'
import { chanceFrom } from '../../sandbox/chance.ts'
import { VirtualClock } from '../../sandbox/clock.ts'
import { Cloud } from '../../sandbox/cloud.ts'
import { type ApiCall, type ApiFault, KubernetesCluster } from '../../sandbox/kubernetes/cluster.ts'
import type { Program, ProgramResult } from '../../sandbox/kubernetes/controllers/loop.ts'
import { seedExample, seedGrant } from '../../sandbox/kubernetes/example.ts'
import { Lifecycle } from '../../sandbox/lifecycle.ts'
import { holdLock } from './hold-lock.ts'

export const platform = platformSchema.parse(
  parse(readFileSync(new URL('../../platforms/example.yaml', import.meta.url), 'utf8')),
)
export const { kubernetes, database, application, drill } = platform
export const START = Date.parse('2030-03-04T10:00:00Z')
export const minutes = (count: number) => count * 60_000

export const ROTATION = 'arn:aws:lambda:us-east-1:111122223333:function:wordpress-prod-rotate'
export const SECRET = {
  engine: 'mysql',
  host: 'old.cluster',
  port: 3306,
  username: 'wordpress',
  password: 'canary-password-1',
  dbname: 'wordpress',
  dbClusterIdentifier: 'wordpress-prod-aurora',
  readerHost: 'old.reader',
  auth_salt: 'canary-salt',
}

type Settings = Omit<Environment, 'requestHandler' | 'credentials' | 'chance'>
// biome-ignore lint/suspicious/noExplicitAny: tests look into results of every shape.
type Result = any

export interface ApplicationWorldOptions {
  readonly secret?: Partial<SecretSeed>
  readonly prepare?: (cluster: KubernetesCluster) => void
  /** What the drill's client does. */
  readonly program?: (program: Program) => ProgramResult
  readonly mode?: Mode
}

/** The platform when its pods have been running for ten minutes. */
export async function applicationWorld(options: ApplicationWorldOptions = {}) {
  const clock = new VirtualClock(START)
  const chance = chanceFrom('application')
  const lifecycle = new Lifecycle(clock, chance)
  const awsFaults: ((call: Call) => EdgeFault | undefined)[] = []
  const apiFaults: ((call: ApiCall) => ApiFault | undefined)[] = []
  const site = { answer: (_request: HttpRequest) => page(200, 'Latest posts') as HttpResponse | Error | Promise<never> }
  const cloud = new Cloud({
    ...{ clock, chance, lifecycle, accountId: platform.account, instant: false },
    fault: call => awsFaults.map(each => each(call)).find(each => each !== undefined),
    elsewhere: async request =>
      request.hostname.includes('.eks.')
        ? (await cluster.handle(request)).response
        : orThrow(await site.answer(request)),
  })
  const services = makeServices(cloud, { ...options.secret })
  const cluster = makeCluster(cloud, services, { ...options, faults: apiFaults })
  options.prepare?.(cluster)
  await clock.run(START + minutes(10))
  const settings = settingsOf(clock)
  const caller = verbCaller({
    ...{ cloud, cluster, eks: services.eks, settings, mode: options.mode ?? 'recover' },
    hold: runId => holdLock(services.s3, platform, runId),
  })
  return { clock, lifecycle, cloud, cluster, site, awsFaults, apiFaults, lines: settings.lines, ...services, ...caller }
}

export type ApplicationWorld = Awaited<ReturnType<typeof applicationWorld>>

export const page = (status: number, body: string, headers: Record<string, string> = {}) =>
  new HttpResponse({
    statusCode: status,
    headers: { 'content-type': 'text/html', ...headers },
    body: Buffer.from(body),
  })

function orThrow(answer: HttpResponse | Error): HttpResponse {
  if (answer instanceof HttpResponse) return answer
  throw answer
}

function makeServices(cloud: Cloud, secret: Partial<SecretSeed>) {
  const region = platform.regions.primary
  const surroundings = cloud.surroundings(region)
  const secrets = new SecretsManager(surroundings)
  const eks = new Eks(surroundings)
  const s3 = new S3(surroundings, {
    buckets: new Map(),
    allows: (requirement, caller) => cloud.iam.allows(requirement, caller).allowed,
  })
  const sts = new Sts(surroundings, {
    callerOf: id => cloud.iam.callerOf(id),
    accessKey: arn => cloud.iam.accessKey(arn),
  })
  for (const each of [secrets, eks, s3, sts]) cloud.add(region, each)
  s3.seed({ name: platform.muster.controlBucket })
  const rotation = { lambdaArn: ROTATION, rules: { AutomaticallyAfterDays: 30 } }
  secrets.seed({ name: database.secret, value: JSON.stringify(SECRET), rotation, ...secret })
  eks.seed({
    name: kubernetes.clusterName,
    version: '1.34',
    roleArn: 'arn:aws:iam::111122223333:role/cluster',
    certificateAuthority: 'Y2E=',
    network: { vpcId: 'vpc-1', subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'] },
  })
  return { secrets, eks, s3, sts }
}

interface Making extends ApplicationWorldOptions {
  readonly faults: readonly ((call: ApiCall) => ApiFault | undefined)[]
}

function makeCluster(
  cloud: Cloud,
  { secrets, eks, sts }: ReturnType<typeof makeServices>,
  { program, faults }: Making,
) {
  const cluster = new KubernetesCluster({
    name: kubernetes.clusterName,
    surroundings: cloud.surroundings(platform.regions.primary),
    authenticate: token => {
      const verdict = sts.verifyToken(token, kubernetes.clusterName)
      if ('refused' in verdict) return { reason: verdict.refused }
      return eks.identityOf(kubernetes.clusterName, verdict.roleArn) ? verdict : { reason: 'no access entry' }
    },
    groupsOf: roleArn => eks.identityOf(kubernetes.clusterName, roleArn)?.groups ?? [],
    secretValue: name => secrets.current(name)?.value,
    run: async given => program?.(given) ?? { exitCode: 0, seconds: 4 },
    latency: () => 30,
    fault: call => faults.map(each => each(call)).find(each => each !== undefined),
  })
  seedExample(cluster, platform)
  cluster.seed({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: drill.namespace } })
  const data = { username: 'cmVhZGVy', password: 'Y2FuYXJ5' }
  cluster.seed({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: drill.readerSecret, namespace: drill.namespace },
    data,
  })
  return cluster
}

function settingsOf(clock: VirtualClock): Settings & { readonly lines: string[] } {
  const lines: string[] = []
  const log = (message: string, fields?: object) => lines.push(JSON.stringify({ message, ...fields }))
  return {
    ...{ clock, region: platform.regions.primary, accountId: platform.account, opaqueId: () => 'opaque', lines },
    settings: {
      CONTROL_BUCKET: platform.muster.controlBucket,
      EVIDENCE_BUCKET: platform.muster.evidenceBucket,
      PLATFORM: platformName(platform),
    },
    log: { info: log, warn: log, error: log },
  }
}

interface Calling {
  readonly cloud: Cloud
  readonly cluster: KubernetesCluster
  readonly eks: Eks
  readonly settings: Settings
  readonly mode: Mode
  readonly hold: (runId: string) => void
}

interface Options {
  readonly step?: string
  readonly runId?: string
  /** Seconds for which a check that watches may do so; it looks once when absent. */
  readonly watch?: number
}

/** Calls a verb under a role of its own, which may do exactly what the contract says that it needs in that mode. */
function verbCaller({ cloud, cluster, eks, settings, mode, hold }: Calling) {
  const environments = new Map<Runnable, Environment>()
  const deploy = (runnable: Runnable): Environment => {
    const { contract } = runnable
    const use = { contract, records: false, heeds: false }
    const arn = `arn:aws:iam::${platform.account}:role/${contract.name}`
    cloud.iam.addRole({ arn, trust: ['lambda.amazonaws.com'], statements: statementsOf(use, platform, mode) })
    eks.grant(kubernetes.clusterName, { principalArn: arn, kubernetesGroups: [contract.name] })
    const rules = kubernetesRulesOf(use, platform, mode)
    rules.forEach(({ apiGroup, resource, verbs, namespace, names }, index) => {
      const rule = { apiGroups: [apiGroup], resources: [resource], verbs, ...(names && { resourceNames: names }) }
      seedGrant(cluster, `${contract.name}-${index}`, { group: contract.name, namespace: namespace!, rules: [rule] })
    })
    return { ...settings, chance: () => 0.5, requestHandler: cloud.transport, credentials: cloud.iam.accessKey(arn) }
  }
  const settle = async <T>(work: Promise<T>): Promise<T> => {
    let over = false
    const done = () => {
      over = true
    }
    work.then(done, done)
    await cloud.surroundings('us-east-1').clock.run(() => over)
    return work
  }
  const call = async (
    runnable: Runnable,
    input: object,
    { step = runnable.contract.name.replaceAll('-', '_'), runId = 'a-run', watch }: Options = {},
  ): Promise<Result> => {
    let environment = environments.get(runnable)
    if (!environment) {
      environment = deploy(runnable)
      environments.set(runnable, environment)
      // Until the cluster honours the new access entry.
      await cloud.surroundings('us-east-1').clock.run(settings.clock.now() + minutes(1.1))
    }
    const executionArn = `arn:aws:states:us-east-1:${platform.account}:execution:machine:${runId}`
    const run: RunRef = {
      id: runId,
      scenario: 'database-corruption',
      mode,
      startedAt: '2030-03-04T10:10:00Z',
      executionArn,
    }
    if (runnable.contract.production) hold(runId)
    return settle(runnable.run({ run, step, input, ...(watch !== undefined && { watch }) }, environment))
  }
  /** Polls every ten seconds until the check is ready or failed. */
  const poll = async (runnable: Runnable, input: object, within = minutes(20)): Promise<Result> => {
    const limit = settings.clock.now() + within
    for (;;) {
      const answer = await call(runnable, input)
      if (answer.status !== 'pending' || settings.clock.now() > limit) return answer
      await cloud.surroundings('us-east-1').clock.run(settings.clock.now() + 10_000)
    }
  }
  return {
    call,
    poll,
    pass: (milliseconds: number) => cloud.surroundings('us-east-1').clock.run(settings.clock.now() + milliseconds),
  }
}

/** Name and message of the error that the work ends with. */
export async function failure(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`
  }
  throw new Error('this was expected to fail')
}

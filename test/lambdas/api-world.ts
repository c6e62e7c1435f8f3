// The doors and the API in front of them, with machines that only wait: what people may ask, and what comes of it.
import { readFileSync } from 'node:fs'
import { HttpRequest } from '@smithy/protocol-http'
import { SignatureV4 } from '@smithy/signature-v4'
import { parse } from 'yaml'
import { platformSchema } from '../../domain/platform.ts'
import { modes } from '../../domain/run.ts'
import type { Environment } from '../../lambdas/environment.ts'
import { Sha256 } from '../../lambdas/gateways/sha256.ts'
import type { Statement } from '../../sandbox/aws/iam/iam.ts'
import { S3 } from '../../sandbox/aws/s3/index.ts'
import { States } from '../../sandbox/aws/states/index.ts'
import { chanceFrom } from '../../sandbox/chance.ts'
import { VirtualClock } from '../../sandbox/clock.ts'
import { Cloud } from '../../sandbox/cloud.ts'
import type { DeployInto } from '../../sandbox/deployment.ts'
import { deployDoors, doorNames } from '../../sandbox/doors.ts'
import { loadHandlers } from '../../sandbox/handlers.ts'
import { Functions, type LogLine } from '../../sandbox/lambda.ts'
import { Lifecycle } from '../../sandbox/lifecycle.ts'
import { stepFunctions } from '../../sandbox/step-functions.ts'
import { scenarios } from '../../workflows/index.ts'
import { machineName } from '../../workflows/language/asl/machine.ts'

export const platform = platformSchema.parse(parse(readFileSync('platforms/example.yaml', 'utf8')))
export const START = Date.parse('2030-03-04T10:00:00Z')
const region = platform.regions.primary
const bucket = platform.muster.controlBucket

/** A machine that waits for somebody to answer its token, which its history tells. */
const WAITING = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'Accept the data loss',
  States: {
    'Accept the data loss': {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Arguments: { FunctionName: 'ask', Payload: { token: '{% $states.context.Task.Token %}' } },
      End: true,
    },
  },
})

const EVERYTHING: readonly Statement[] = [{ Effect: 'Allow', Action: ['*'], Resource: ['*'] }]

export interface Sent {
  readonly method?: string
  readonly path: string
  readonly body?: string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
}

export async function apiWorld() {
  const clock = new VirtualClock(START)
  const chance = chanceFrom('api')
  const lifecycle = new Lifecycle(clock, chance)
  const elsewhere = () => Promise.reject(new Error('nothing else is reachable'))
  const cloud = new Cloud({ clock, chance, lifecycle, accountId: platform.account, instant: false, elsewhere })
  const { iam } = cloud
  const s3 = new S3(cloud.surroundings(region), {
    buckets: new Map(),
    allows: (need, caller) => iam.allows(need, caller).allowed,
  })
  s3.seed({ name: bucket })
  const functions = new Functions({ clock, chance, instant: false })
  const tokens: string[] = []
  const ask = async (event: unknown) => {
    tokens.push((event as { token: string }).token)
  }
  functions.deploy({ name: 'ask', handler: ask, timeout: 60, environment: {} as Environment })
  const engine = stepFunctions(cloud, functions, region)
  cloud.add(region, s3)
  cloud.add(region, new States(cloud.surroundings(region), { engine }))
  const machineRole = `arn:aws:iam::${platform.account}:role/machine`
  iam.addRole({ arn: machineRole, trust: [], statements: EVERYTHING })
  const [scenario] = scenarios.filter(({ name }) => name === 'database-corruption')
  for (const mode of modes)
    engine.createStateMachine({
      name: machineName(scenario!, platform, mode),
      definition: WAITING,
      roleArn: machineRole,
    })
  const logs: LogLine[] = []
  const into: DeployInto = { cloud, engine, functions, platform, region, logs, handlers: await loadHandlers(doorNames) }
  const api = deployDoors(into)

  const person = (name: string, statements = EVERYTHING) => {
    const arn = `arn:aws:iam::${platform.account}:role/${name}`
    if (!iam.role(arn)) iam.addRole({ arn, trust: [], statements })
    return iam.accessKey(arn)
  }

  async function settled<T>(work: Promise<T>): Promise<T> {
    let over = false
    const end = () => {
      over = true
    }
    work.then(end, end)
    await clock.run(() => over)
    return work
  }

  /** As signed by that person; `change` is done to what was signed, on its way. */
  async function send(name: string, sent: Sent, change: (signed: HttpRequest) => HttpRequest = same) {
    const { method = sent.body === undefined ? 'GET' : 'POST', path, body, headers = {} } = sent
    const signer = new SignatureV4({ service: 'execute-api', region, credentials: person(name), sha256: Sha256 })
    const type: Record<string, string> = sent.body === undefined ? {} : { 'content-type': 'application/json' }
    const request = new HttpRequest({
      ...{ method, hostname: api.host, path, headers: { host: api.host, ...type, ...headers } },
      ...(body !== undefined && { body }),
    })
    const signed = change((await signer.sign(request, { signingDate: new Date(clock.now()) })) as HttpRequest)
    const { response } = await settled(cloud.transport.handle(signed))
    const text = Buffer.from(response.body as Uint8Array).toString()
    return { status: response.statusCode, headers: response.headers, text, json: () => JSON.parse(text) }
  }

  const post = (name: string, path: string, body: unknown) => send(name, { path, body: JSON.stringify(body) })
  const held = (key: string) => JSON.parse(Buffer.from(s3.content(bucket, key) ?? []).toString())
  const kept = (prefix: string) =>
    s3
      .keys(bucket)
      .filter(key => key.startsWith(prefix))
      .map(key => held(key))
  const put = (key: string, value: object) => s3.put(bucket, key, JSON.stringify(value))
  const executions = () => engine.listStateMachines().flatMap(({ arn }) => engine.listExecutions(arn))
  return { api, clock, engine, functions, logs, tokens, send, post, kept, put, executions, settled, person, into }
}

const same = (signed: HttpRequest): HttpRequest => signed

export type ApiWorld = Awaited<ReturnType<typeof apiWorld>>

/** A recovery that can be asked for at START. */
export const recovery = (key: string) => ({
  scenario: 'database-corruption',
  mode: 'recover',
  input: { damagedAt: '2030-03-04T09:58:30Z' },
  reason: 'incident 4711',
  key,
})

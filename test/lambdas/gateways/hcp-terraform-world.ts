// A workspace of a simulated HCP Terraform, with the gateway through which a handler reaches it.
import { hcpTerraform, type Order } from '../../../lambdas/gateways/hcp-terraform.ts'
import { SecretsManager } from '../../../sandbox/aws/secrets-manager/index.ts'
import { chanceFrom } from '../../../sandbox/chance.ts'
import { VirtualClock } from '../../../sandbox/clock.ts'
import { Cloud } from '../../../sandbox/cloud.ts'
import {
  type Asked,
  HcpTerraform,
  type TerraformCall,
  type TerraformFault,
  type TerraformTrace,
  type WorkspaceSeed,
} from '../../../sandbox/hcp-terraform/index.ts'
import { Lifecycle } from '../../../sandbox/lifecycle.ts'

const region = 'us-west-2'
const accountId = '111122223333'
const role = `arn:aws:iam::${accountId}:role/muster-recovery`
export const TOKEN = 'x9.atlasv1.secret-of-the-team'
export const hour = 3_600_000
const noon = Date.parse('2030-03-04T12:00:00Z')

export const run = {
  id: 'region-failure-2030-03-04',
  scenario: 'region-failure',
  mode: 'recover' as const,
  startedAt: '2030-03-04T11:59:00Z',
  executionArn: 'arn',
}

export const order: Order = {
  title: 'Muster: recover wordpress-prod in us-west-2',
  variables: { region, replicas: 3, zones: ['a', 'b'] },
  autoApply: true,
}

interface Setting extends Partial<WorkspaceSeed> {
  readonly secret?: string
  /** One for each call in turn. */
  readonly faults?: (TerraformFault | undefined)[]
}

export function setting({ secret = TOKEN, faults = [], ...workspace }: Setting = {}) {
  const clock = new VirtualClock(noon)
  const chance = chanceFrom('terraform gateway')
  const lifecycle = new Lifecycle(clock, chance)
  const traces: TerraformTrace[] = []
  const calls: TerraformCall[] = []
  const terraform = new HcpTerraform({
    surroundings: { clock, chance, lifecycle },
    latency: () => 80,
    trace: entry => traces.push(entry),
    fault: call => {
      calls.push(call)
      return faults.shift()
    },
  })
  const cloud = new Cloud({
    ...{ clock, chance, lifecycle, accountId, instant: false },
    elsewhere: request => terraform.handle(request),
  })
  cloud.iam.addRole({
    arn: role,
    trust: ['lambda.amazonaws.com'],
    statements: [{ Effect: 'Allow', Action: ['secretsmanager:GetSecretValue'], Resource: ['*'] }],
  })
  const secrets = new SecretsManager(cloud.surroundings(region), {
    usable: () => true,
    rotate: () => undefined,
    peers: () => undefined,
  })
  cloud.add(region, secrets)
  const tokenSecretArn = secrets.seed({ name: 'wordpress-prod/terraform', value: secret })
  terraform.seedToken(TOKEN, { kind: 'team', id: 'team-recovery', access: 'write' })
  const built: Asked[] = []
  const workspaceId = terraform.seedWorkspace({
    organization: 'shop',
    name: 'wordpress-recovery',
    plan: () => ({ additions: built.length === 0 ? 12 : 0, changes: 0, destructions: 0 }),
    onApply: asked => built.push(asked),
    ...workspace,
  })
  const lines: string[] = []
  const note = (message: string, fields: object = {}) => lines.push(message + JSON.stringify(fields))
  const environment = {
    ...{ clock, region, accountId, chance: () => 0.5, opaqueId: () => 'opaque' },
    settings: { CONTROL_BUCKET: '', EVIDENCE_BUCKET: '', PLATFORM: '' },
    log: { info: note, warn: note, error: note },
    requestHandler: cloud.transport,
    credentials: cloud.iam.accessKey(role),
  }
  const place = { organization: 'shop', workspace: 'wordpress-recovery', tokenSecretArn }
  const at = (step = 'build', of = run) => hcpTerraform(environment, { run: of, step }).at(place)
  const settle = async <T>(work: Promise<T>): Promise<T> => {
    let over = false
    const done = () => {
      over = true
    }
    work.then(done, done)
    await clock.run(() => over)
    return work
  }
  const pass = (milliseconds: number) => clock.run(clock.now() + milliseconds)
  return { clock, lifecycle, terraform, secrets, built, workspaceId, at, settle, pass, traces, calls, lines, place }
}

/** What it throws, whole: name, message, and everything else that somebody might log. */
export async function refusal(work: Promise<unknown>): Promise<{ readonly name: string; readonly message: string }> {
  try {
    await work
  } catch (error) {
    if (!Error.isError(error)) throw error
    return { ...error, name: error.name, message: error.message }
  }
  throw new Error('it was not refused')
}

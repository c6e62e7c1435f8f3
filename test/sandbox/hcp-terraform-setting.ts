// A simulated HCP Terraform with one workspace, and whoever asks it and lets time pass.
import { HttpRequest } from '@smithy/protocol-http'
import { transport } from '../../sandbox/aws/wire/transport.ts'
import { chanceFrom } from '../../sandbox/chance.ts'
import { VirtualClock } from '../../sandbox/clock.ts'
import {
  type Account,
  type Asked,
  type Changes,
  HcpTerraform,
  type HcpTerraformOptions,
  type Run,
  TERRAFORM_HOST,
  type WorkspaceSeed,
} from '../../sandbox/hcp-terraform/index.ts'
import { Lifecycle } from '../../sandbox/lifecycle.ts'

const noon = Date.parse('2030-03-04T12:00:00Z')
export const hour = 3_600_000
const team: Account = { kind: 'team', id: 'team-recovery', access: 'write' }

interface Setting extends Partial<WorkspaceSeed> {
  readonly edge?: Partial<HcpTerraformOptions>
}

export function setting({ edge, ...workspace }: Setting = {}) {
  const clock = new VirtualClock(noon)
  const chance = chanceFrom('terraform')
  const lifecycle = new Lifecycle(clock, chance)
  const terraform = new HcpTerraform({ surroundings: { clock, chance, lifecycle }, ...edge })
  terraform.seedToken('good', team)
  const built: Asked[] = []
  let there = false
  const id = terraform.seedWorkspace({
    organization: 'shop',
    name: 'wordpress-recovery',
    plan: (): Changes => ({ additions: there ? 0 : 12, changes: 0, destructions: 0 }),
    onApply: asked => {
      there = true
      built.push(asked)
    },
    ...workspace,
  })
  const { handle } = transport(request => terraform.handle(request), clock, 10_000)
  const send = async (method: string, path: string, more: Sent = {}) => {
    const { body, token = 'good', type = 'application/vnd.api+json', query = {} } = more
    const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': type }) }
    const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
    const asked = { method, hostname: TERRAFORM_HOST, path: `/api/v2/${path}`, query, headers, body: text }
    let over = false
    const work = handle(new HttpRequest(asked)).finally(() => {
      over = true
    })
    work.catch(() => undefined)
    await clock.run(() => over)
    const { response } = await work
    const said = Buffer.from(response.body).toString()
    return { status: response.statusCode, headers: response.headers, body: said === '' ? undefined : JSON.parse(said) }
  }
  const queue = async (attributes: object = {}, more: Sent = {}): Promise<string> => {
    const relationships = { workspace: { data: { type: 'workspaces', id } } }
    const { body } = await send('POST', 'runs', {
      ...more,
      body: { data: { type: 'runs', attributes, relationships } },
    })
    return body.data.id
  }
  const show = async (run: string) => (await send('GET', `runs/${run}`)).body.data.attributes
  const pass = (milliseconds: number) => clock.run(clock.now() + milliseconds)
  const statuses = (run: string) => [
    ...(terraform
      .runs()
      .find(each => each.id === run)
      ?.reached.keys() ?? []),
  ]
  const act = async (run: string, action: string) => (await send('POST', `runs/${run}/actions/${action}`)).status
  const lock = async (action: string, more: Sent = {}) =>
    (await send('POST', `workspaces/${id}/actions/${action}`, { body: { reason: 'maintenance' }, ...more })).status
  return { clock, lifecycle, terraform, built, id, send, queue, show, pass, statuses, act, lock }
}

interface Sent {
  readonly body?: object | string
  readonly token?: string
  readonly type?: string
  readonly query?: Record<string, string>
}

export const reach = async ({ clock, terraform }: ReturnType<typeof setting>, id: string, status: Run['status']) => {
  await clock.run(() => terraform.runs().find(run => run.id === id)?.status === status)
}

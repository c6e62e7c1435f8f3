// Misfortunes of HCP Terraform: runs that break or wait, somebody else's lock, a token that may not apply, no answer at all.
import { HttpRequest } from '@smithy/protocol-http'
import { TERRAFORM_HOST } from '../hcp-terraform/index.ts'
import type { Override } from '../lifecycle.ts'
import type { World } from '../world/world.ts'
import type { Fault, FaultSetting } from './fault.ts'
import { onlyFor } from './only-for.ts'
import { atStep } from './steps.ts'

const MINUTE = 60_000

const fault = onlyFor('region-failure', 'which builds no infrastructure')

const transition = (name: string, does: string, override: Override): Fault =>
  fault(name, does, ({ world }) => world.lifecycle.override({ ...override }))

/** Shortly before the run starts: who did it has gone home. */
const before =
  (act: (world: World) => void) =>
  ({ world, startsAt }: FaultSetting): void => {
    world.clock.at(startsAt - MINUTE, () => act(world))
  }

const tokenOf = ({ region, platform }: World): string => {
  const { infrastructure } = platform.recovery
  const name = infrastructure.kind === 'terraform' ? infrastructure.tokenSecret : ''
  return (JSON.parse(region.secrets.current(name)?.value ?? '{}') as { token?: string }).token ?? ''
}

/** A person's own run, with other values: its plan waits for that person. */
async function queueAhead({ terraform, platform }: World): Promise<void> {
  if (!terraform) return
  const { api, workspaceId } = terraform
  const { infrastructure } = platform.recovery
  const token = 'token of somebody'
  api.seedToken(token, { kind: 'user', id: 'user-night', access: 'write' })
  const variables = infrastructure.kind === 'terraform' ? Object.entries(infrastructure.variables) : []
  const attributes = {
    message: 'try the pilot light',
    variables: variables.map(([key, value]) => ({ key, value: JSON.stringify(value) })),
  }
  const relationships = { workspace: { data: { type: 'workspaces', id: workspaceId } } }
  await api.handle(
    new HttpRequest({
      ...{ method: 'POST', protocol: 'https:', hostname: TERRAFORM_HOST, path: '/api/v2/runs' },
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/vnd.api+json' },
      body: JSON.stringify({ data: { type: 'runs', attributes, relationships } }),
    }),
  )
}

export const terraformFaults: readonly Fault[] = [
  transition('terraform-plan-fails', 'the plan of the Terraform run fails', {
    transition: 'terraform.planning',
    outcome: 'errored',
  }),
  transition('terraform-apply-fails', 'the apply of the Terraform run fails half way', {
    transition: 'terraform.applying',
    outcome: 'errored',
  }),
  transition('terraform-stuck', 'the Terraform run is applied for ever', {
    transition: 'terraform.applying',
    outcome: 'stuck',
  }),
  fault(
    'terraform-locked',
    'somebody has locked the workspace for a maintenance, and is asleep',
    before(({ terraform }) =>
      terraform?.api.lock(terraform.workspaceId, { by: { type: 'users', id: 'user-night' }, reason: 'maintenance' }),
    ),
  ),
  fault(
    'terraform-run-ahead',
    "somebody's run waits in the workspace to be confirmed, and they have gone home",
    ({ world, startsAt }) => world.clock.at(startsAt - 30 * MINUTE, () => queueAhead(world)),
  ),
  fault(
    'terraform-may-not-apply',
    'the token may queue runs and not apply them: the plan waits for somebody who may',
    before(world => {
      const token = tokenOf(world)
      world.terraform?.api.seedToken(token, { kind: 'team', id: 'team-recovery', access: 'plan' })
    }),
  ),
  fault('terraform-loses-apply', 'as the run is started, the token loses the right to apply', setting =>
    atStep(setting, 'terraform', () => {
      const { terraform } = setting.world
      terraform?.api.seedToken(tokenOf(setting.world), { kind: 'team', id: 'team-recovery', access: 'plan' })
    }),
  ),
  fault(
    'terraform-token-revoked',
    'the token of Terraform was regenerated, and the secret has the old one',
    before(world => world.terraform?.api.revoke(tokenOf(world))),
  ),
  fault(
    'terraform-silent',
    'HCP Terraform does not answer',
    before(({ terraform }) => {
      if (terraform) terraform.api.outage = 'silent'
    }),
  ),
]

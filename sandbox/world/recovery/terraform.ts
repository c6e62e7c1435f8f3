// HCP Terraform as the platform's team uses it: a workspace that turns the pilot light up and down, and a token for it.
import type { Platform } from '../../../domain/platform.ts'
import { type Asked, type Changes, HcpTerraform, TERRAFORM_HOST } from '../../hcp-terraform/index.ts'
import { timings } from '../../timings.ts'
import type { Ground } from '../ground.ts'
import type { PlatformInRegion } from '../platform-in-region.ts'
import { addWorkers, removeWorkers, workersIn } from './nodes.ts'

export interface Terraform {
  readonly api: HcpTerraform
  readonly workspaceId: string
}

/** Beside the node group: its launch template, and the capacity of the system's. */
const besideNodes = 2

/** @returns undefined where the platform has no workspace */
export function terraformOf(ground: Ground, home: PlatformInRegion, away: PlatformInRegion): Terraform | undefined {
  const { platform, kubernetes } = away
  const { infrastructure } = platform.recovery
  if (infrastructure.kind !== 'terraform') return undefined
  const { clock, chance, lifecycle } = ground.shared
  let count = 0
  const latency = () =>
    ground.options.ideal ? 0 : chance.seconds(timings['api.latency'], 'terraform latency', count++) * 1000
  const api = new HcpTerraform({ surroundings: { clock, chance, lifecycle }, latency })
  const token = `canary-terraform-${chance.hex(32, 'password', 'terraform')}`
  home.region.secrets.seed({
    name: infrastructure.tokenSecret,
    value: JSON.stringify({ token }),
    replicas: [{ region: platform.regions.primary }],
  })
  api.seedToken(token, { kind: 'team', id: 'team-recovery', access: 'write' })
  const there = () => workersIn(kubernetes, platform).length
  const workspaceId = api.seedWorkspace({
    ...{ organization: infrastructure.organization, name: infrastructure.workspace, fetches: true },
    plan: asked => changes(there(), isUp(asked, platform) ? platform.recovery.kubernetes.nodes : 0),
    onApply: asked => {
      if (!isUp(asked, platform)) removeWorkers(kubernetes, platform)
      else if (there() === 0) addWorkers(away, lifecycle)
    },
  })
  ground.hosts.push({ is: hostname => hostname === TERRAFORM_HOST, handle: request => api.handle(request) })
  return { api, workspaceId }
}

/** The variables of the platform's description turn the pilot light up; anything else leaves or makes it one. */
function isUp({ variables }: Asked, { recovery: { infrastructure } }: Platform): boolean {
  if (infrastructure.kind !== 'terraform') return false
  return Object.entries(infrastructure.variables).every(([name, value]) => variables[name] === value)
}

/** Nodes themselves are no resources of Terraform's, their group is. */
function changes(there: number, wanted: number): Changes {
  return {
    additions: there === 0 && wanted > 0 ? 1 + besideNodes : 0,
    changes: 0,
    destructions: there > 0 && wanted === 0 ? 1 + besideNodes : 0,
  }
}

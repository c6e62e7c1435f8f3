// The workspace that builds the recovery region, as the platform's description names it.
import { Missing } from '../../domain/errors.ts'
import type { Platform } from '../../domain/platform.ts'
import type { Environment } from '../environment.ts'
import type { Caller } from '../implement.ts'
import { hcpTerraform } from './hcp-terraform.ts'

type Infrastructure = Platform['recovery']['infrastructure']
type Terraform = Extract<Infrastructure, { kind: 'terraform' }>

export const terraform = (environment: Environment, caller: Caller) => ({
  /**
   * @param step whose run it is: an undo asks for that of the step it undoes
   * @throws Missing where the platform is not built by Terraform
   */
  of: (infrastructure: Infrastructure, step = caller.step) => {
    const { organization, workspace, tokenSecret } = mustBeTerraform(infrastructure)
    const place = { organization, workspace, tokenSecretArn: tokenSecret }
    return hcpTerraform(environment, { ...caller, step }).at(place)
  },
})

/** What a workspace's lock is called among what is retained. */
export const lockOf = (workspaceId: string): string => `lock of workspace ${workspaceId}`

export function mustBeTerraform(infrastructure: Infrastructure): Terraform {
  if (infrastructure.kind === 'terraform') return infrastructure
  throw new Missing('the platform names no Terraform workspace; correct recovery.infrastructure')
}

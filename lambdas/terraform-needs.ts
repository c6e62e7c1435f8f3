// Permissions of the verbs that speak with HCP Terraform: its token, from a secret of the function's own region.
import type { Platform } from '../domain/platform.ts'
import { allow, arns, type Need } from './needs.ts'

/** None where the pilot light is there already. */
export function readTerraformToken(p: Platform): Need[] {
  const { infrastructure } = p.recovery
  if (infrastructure.kind !== 'terraform') return []
  return [allow('secretsmanager:GetSecretValue', arns(p).secret(infrastructure.tokenSecret))]
}

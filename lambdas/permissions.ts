// From what contracts need to IAM statements and Kubernetes rules: read by infra, granted; read by the sandbox, enforced.
import { keys } from '../domain/control-records.ts'
import { type Platform, platformName } from '../domain/platform.ts'
import { regionCode } from '../domain/platform-places.ts'
import { platformIn } from '../domain/restore-role.ts'
import type { Mode } from '../domain/run.ts'
import type { Contract } from './contract.ts'
import { type AwsNeed, allow, arns, type KubernetesNeed, type Need } from './needs.ts'

export interface Statement {
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
  readonly Condition?: AwsNeed['conditions']
}

/** How machines use a verb, beyond what its contract says. */
export interface Use {
  readonly contract: Contract
  /** Some machine records its result though it only reads. */
  readonly records: boolean
  /** Some machine polls it and wants the operator heeded. */
  readonly heeds: boolean
}

/** What the verb needs, with what `implement` does around every deed. */
export function needsOf({ contract, records, heeds }: Use, platform: Platform, mode: Mode): readonly Need[] {
  const { object, bucket } = arns(platform)
  const { controlBucket } = platform.muster
  return [
    ...contract.needs(platformIn(mode, platform), mode),
    ...(contract.effect === 'changes' || records
      ? [allow('s3:PutObject', [object(controlBucket, `${keys.journal('*')}*`)])]
      : []),
    ...(contract.production && mode === 'recover'
      ? [
          allow('s3:GetObject', [object(controlBucket, keys.lock(platformName(platform)))]),
          allow('s3:ListBucket', [bucket(controlBucket)]),
        ]
      : []),
    // Without ListBucket a run without operator's word would answer AccessDenied instead of NoSuchKey.
    ...(heeds
      ? [
          allow('s3:GetObject', [object(controlBucket, keys.operator('*'))]),
          allow('s3:ListBucket', [bucket(controlBucket)]),
        ]
      : []),
  ]
}

export const statementsOf = (use: Use, platform: Platform, mode: Mode): readonly Statement[] =>
  statementsFrom(needsOf(use, platform, mode))

/** IAM statements, one for each different set of resources and conditions, actions sorted: stable text to compare. */
export function statementsFrom(needs: readonly Need[]): readonly Statement[] {
  const statements = new Map<
    string,
    { Action: Set<string>; Resource: readonly string[]; Condition?: AwsNeed['conditions'] }
  >()
  for (const need of needs) {
    if (need.kind !== 'aws') continue
    const Resource = [...new Set(need.resources)].sort()
    const key = JSON.stringify([Resource, need.conditions ?? null])
    const entry = statements.get(key) ?? {
      Action: new Set<string>(),
      Resource,
      ...(need.conditions && { Condition: need.conditions }),
    }
    for (const action of need.actions) entry.Action.add(action)
    statements.set(key, entry)
  }
  return [...statements.values()].map(({ Action, ...rest }) => ({
    Effect: 'Allow',
    Action: [...Action].sort(),
    ...rest,
  }))
}

/** Kubernetes rules in the cluster of the function's own region. */
export const kubernetesRulesOf = (use: Use, platform: Platform, mode: Mode): readonly KubernetesNeed[] =>
  rulesIn(undefined, needsOf(use, platform, mode))

/** Kubernetes rules in the cluster of the other region; in the recovery region, that of production. */
export const homeRulesOf = (use: Use, platform: Platform, mode: Mode): readonly KubernetesNeed[] =>
  rulesIn('home', needsOf(use, platform, mode))

const rulesIn = (where: KubernetesNeed['where'], needs: readonly Need[]): readonly KubernetesNeed[] =>
  needs.filter(need => need.kind === 'kubernetes').filter(need => need.where === where)

/** The deployed name of a function: `<project>-<environment>-<verb>-<mode>`, at most 64 characters. */
export function functionName(contract: Pick<Contract, 'name'>, platform: Platform, mode: Mode): string {
  const name = `${platformName(platform)}-${contract.name}-${mode}`
  if (name.length > 64) throw new Error(`the function name ${name} has ${name.length} characters; Lambda allows 64`)
  return name
}

/** One role a function, so that a drill's function holds nothing a real run needs. Roles are global: it names its region. */
export function functionRoleName(contract: Pick<Contract, 'name'>, platform: Platform, mode: Mode): string {
  const name = `${functionName(contract, platform, mode)}-${regionCode(platform.regions.primary)}`
  if (name.length > 64) throw new Error(`the role name ${name} has ${name.length} characters; IAM allows 64`)
  return name
}

// What IAM allows the programs inside the cluster, beside the verbs: granted by infra, enforced by the sandbox.
import { type Platform, platformName } from '../domain/platform.ts'
import { regionCode } from '../domain/platform-places.ts'
import { allow, arns, evidenceKey } from './needs.ts'
import { type Statement, statementsFrom } from './permissions.ts'

/** The role of the pods that copy files, which EKS Pod Identity gives to their service account. Roles are global: it names its region. */
export const copyRoleName = (platform: Platform): string =>
  `${platformName(platform)}-muster-copy-${regionCode(platform.regions.primary)}`

/** They write their listings, and read nothing back. */
export const copyStatements = (platform: Platform): readonly Statement[] =>
  statementsFrom([
    allow('s3:PutObject', [arns(platform).object(platform.muster.evidenceBucket, 'files/*')]),
    evidenceKey(platform),
  ])

// The SDK package of every service that rehearsals call, by IAM's prefix.
import * as backup from '@aws-sdk/client-backup'
import * as ec2 from '@aws-sdk/client-ec2'
import * as efs from '@aws-sdk/client-efs'
import * as eks from '@aws-sdk/client-eks'
import * as kms from '@aws-sdk/client-kms'
import * as rds from '@aws-sdk/client-rds'
import * as data from '@aws-sdk/client-rds-data'
import * as s3 from '@aws-sdk/client-s3'
import * as secrets from '@aws-sdk/client-secrets-manager'
import * as states from '@aws-sdk/client-sfn'
import * as sns from '@aws-sdk/client-sns'
import * as sts from '@aws-sdk/client-sts'
import type { Service } from '../../sandbox/aws/service.ts'

const packages: Readonly<Record<string, Service['sdk']>> = {
  backup,
  ec2,
  eks,
  elasticfilesystem: efs,
  kms,
  rds,
  'rds-data': data,
  s3,
  secretsmanager: secrets,
  sns,
  states,
  sts,
}

/** @throws for a service that is not listed above */
export function packageOf(prefix: string): Service['sdk'] {
  const sdk = packages[prefix]
  if (sdk === undefined) throw new Error(`no SDK package is listed for ${prefix}`)
  return sdk
}

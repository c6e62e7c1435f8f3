// The SDK package of every service that rehearsals call, by IAM's prefix.
import * as acm from '@aws-sdk/client-acm'
import * as backup from '@aws-sdk/client-backup'
import * as cloudwatch from '@aws-sdk/client-cloudwatch'
import * as ec2 from '@aws-sdk/client-ec2'
import * as efs from '@aws-sdk/client-efs'
import * as eks from '@aws-sdk/client-eks'
import * as balancing from '@aws-sdk/client-elastic-load-balancing-v2'
import * as events from '@aws-sdk/client-eventbridge'
import * as kms from '@aws-sdk/client-kms'
import * as lambda from '@aws-sdk/client-lambda'
import * as rds from '@aws-sdk/client-rds'
import * as data from '@aws-sdk/client-rds-data'
import * as route53 from '@aws-sdk/client-route-53'
import * as s3 from '@aws-sdk/client-s3'
import * as scheduler from '@aws-sdk/client-scheduler'
import * as secrets from '@aws-sdk/client-secrets-manager'
import * as quotas from '@aws-sdk/client-service-quotas'
import * as states from '@aws-sdk/client-sfn'
import * as sns from '@aws-sdk/client-sns'
import * as sts from '@aws-sdk/client-sts'
import type { Service } from '../../sandbox/aws/service.ts'

const packages: Readonly<Record<string, Service['sdk']>> = {
  acm,
  backup,
  cloudwatch,
  ec2,
  eks,
  elasticfilesystem: efs,
  elasticloadbalancing: balancing,
  events,
  kms,
  lambda,
  rds,
  'rds-data': data,
  route53,
  s3,
  scheduler,
  secretsmanager: secrets,
  servicequotas: quotas,
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

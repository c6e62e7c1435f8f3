// The quotas that a recovery can meet, with their codes and AWS's default values (each service's own page of quotas).

export interface Quota {
  readonly service: string
  readonly serviceName: string
  readonly code: string
  readonly name: string
  readonly value: number
  /** Where CloudWatch counts what is in use, for those that it counts. */
  readonly counted?: Readonly<Record<'Service' | 'Resource' | 'Type' | 'Class', string>>
}

const rds = { service: 'rds', serviceName: 'Amazon Relational Database Service (Amazon RDS)' }
const efs = { service: 'elasticfilesystem', serviceName: 'Amazon Elastic File System (EFS)' }
const ec2 = { service: 'ec2', serviceName: 'Amazon Elastic Compute Cloud (Amazon EC2)' }
const ebs = { service: 'ebs', serviceName: 'Amazon Elastic Block Store (Amazon EBS)' }
const vpc = { service: 'vpc', serviceName: 'Amazon Virtual Private Cloud (Amazon VPC)' }

export const DEFAULTS: readonly Quota[] = [
  { ...rds, code: 'L-952B80B8', name: 'DB clusters', value: 40 },
  { ...rds, code: 'L-7B6409FD', name: 'DB instances', value: 40 },
  { ...efs, code: 'L-848C634D', name: 'File systems per account', value: 1000 },
  {
    ...{ ...ec2, code: 'L-1216C47A', name: 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances' },
    value: 5,
    counted: { Service: 'EC2', Resource: 'vCPU', Type: 'Resource', Class: 'Standard/OnDemand' },
  },
  { ...ebs, code: 'L-7A658B76', name: 'Storage for General Purpose SSD (gp3) volumes, in TiB', value: 50 },
  { ...vpc, code: 'L-DF5E4CA3', name: 'Network interfaces per Region', value: 5000 },
]

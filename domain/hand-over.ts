// What people do after a recovery so that the platform's Terraform state agrees with what now serves (pitfalls A23).
import type { ClusterDescription, Member } from './cluster-description.ts'

export interface Section {
  readonly title: string
  /** Markdown. */
  readonly text: string
}

interface HandOver {
  readonly source: ClusterDescription
  /** Identifier of the restored cluster. */
  readonly cluster: string
}

interface Whole extends HandOver {
  /** Of the restored cluster, in the order of the source's members. */
  readonly instances: readonly string[]
}

export function handOver(given: HandOver): Section[] {
  // Created by number in the order of the source's members (see create-instances).
  const instances = given.source.members.map((_, index) => `${given.cluster}-${index + 1}`)
  const whole = { ...given, instances }
  return [forget(whole), adopt(whole), variables(whole), afterwards(whole)]
}

const fenced = (language: string, lines: readonly string[]): string => [`\`\`\`${language}`, ...lines, '```'].join('\n')
const resourceName = (index: number): string => `aws_rds_cluster_instance.wordpress[${index}]`

function forget({ source }: HandOver): Section {
  const lines = [
    'terraform state rm aws_rds_cluster.wordpress',
    ...source.members.map((_, index) => `terraform state rm '${resourceName(index)}'`),
  ]
  return {
    title: 'Terraform: forget the old cluster',
    text: [
      `\`${source.id}\` is kept untouched. Remove it from the state before anything else: a plan that still knows it would destroy it.`,
      'Put the addresses of your own configuration in place of these.',
      fenced('sh', lines),
    ].join('\n\n'),
  }
}

function adopt({ source, cluster, instances }: Whole): Section {
  const block = (to: string, id: string) => ['import {', `  to = ${to}`, `  id = "${id}"`, '}']
  const lines = [
    ...block('aws_rds_cluster.wordpress', cluster),
    ...instances.flatMap((id, index) => block(resourceName(index), id)),
  ]
  return {
    title: 'Terraform: import the restored cluster',
    text: [
      `\`${cluster}\` now serves. With these blocks \`terraform plan\` must show imports and no replacement.`,
      fenced('hcl', lines),
      `\`snapshot_identifier\` and \`restore_to_point_in_time\` count at creation only: leave them out, or ignore their changes.`,
      `Its tags are those of \`${source.id}\` and the \`muster:\` tags of the run; add the latter to \`ignore_tags\` or remove them after the sign-off.`,
    ].join('\n\n'),
  }
}

function variables({ source, cluster, instances }: Whole): Section {
  const setting = (name: string, value: unknown) => `${name} = ${JSON.stringify(value)}`
  const lines = [
    setting('cluster_identifier', cluster),
    setting('engine_version', source.engineVersion),
    setting('db_subnet_group_name', source.subnetGroup),
    setting('vpc_security_group_ids', source.securityGroups),
    setting('db_cluster_parameter_group_name', source.parameterGroup),
    setting('backup_retention_period', source.backupRetention),
    setting('deletion_protection', source.deletionProtection),
    ...instances.flatMap((id, index) => memberLines(id, source.members[index])),
  ]
  return {
    title: 'Terraform: variables that change',
    text: [fenced('hcl', lines), `In Muster's own platform file, set \`database.clusterId: ${cluster}\`.`].join('\n\n'),
  }
}

const memberLines = (id: string, member: Member | undefined): string[] =>
  member
    ? [`# ${id}: ${member.class}, parameter group ${member.parameterGroup}, promotion tier ${member.promotionTier}`]
    : []

function afterwards({ source, cluster }: HandOver): Section {
  const lines = [
    `Alarms, dashboards and custom endpoints that name \`${source.id}\`: point them at \`${cluster}\`.`,
    'Auto scaling policies, RDS Proxy targets and Global Database membership are not restored by AWS: make them again if the platform had them.',
    `Rotation of the database secrets: resume it only when its function reaches \`${cluster}\`.`,
    `Deleting \`${source.id}\` deletes its automated backups, and with them the second try: do it after the sign-off.`,
  ]
  return { title: 'Still to do by hand', text: lines.map(line => `- ${line}`).join('\n') }
}

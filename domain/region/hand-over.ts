// What people do after a region was lost: what is missing, what Terraform and Muster must learn, what is not protected yet.
import type { ClusterDescription } from '../cluster-description.ts'
import { readableDuration } from '../duration.ts'
import type { Section } from '../hand-over.ts'
import { type Instant, toMillis } from '../instant.ts'
import { decidedHere } from './cluster-plan.ts'

export interface Moved {
  /** As it was planned, and is now. */
  readonly cluster: ClusterDescription
  /** Identifier of the restored cluster. */
  readonly restored: string
  readonly fileSystem: string
  readonly moments: { readonly database: Instant; readonly files: Instant }
  readonly lostAt: Instant
  /** The region that was lost, and the one that serves now. */
  readonly regions: { readonly lost: string; readonly serving: string }
  /** In words: whether WordPress there was stopped. */
  readonly fence: string
  /** Which backup plan takes the database from now on; null: none does. */
  readonly backupPlan: string | null
}

export const regionHandOver = (moved: Moved): Section[] => [
  losses(moved),
  platformFile(moved),
  terraform(moved),
  afterwards(moved),
]

const fenced = (language: string, lines: readonly string[]): string => [`\`\`\`${language}`, ...lines, '```'].join('\n')

/** The recovery point that each store has achieved: from what it holds to when the region was lost. */
function losses({ moments, lostAt }: Moved): Section {
  const line = (store: string, moment: Instant) => {
    const lost = readableDuration(Math.max(0, (toMillis(lostAt) - toMillis(moment)) / 1000))
    return `| ${store} | ${moment} | ${lost} |`
  }
  return {
    title: 'What was lost',
    text: [
      `Counted until ${lostAt}, when the region was lost as far as is known.`,
      [
        '| store | holds | lost |',
        '|---|---|---|',
        line('database', moments.database),
        line('files', moments.files),
      ].join('\n'),
    ].join('\n\n'),
  }
}

function platformFile({ restored, fileSystem, regions }: Moved): Section {
  const lines = [
    'regions:',
    `  primary: ${regions.serving}`,
    `  recovery: ${regions.lost}`,
    'database:',
    `  clusterId: ${restored}`,
    'files:',
    `  fileSystemId: ${fileSystem}`,
  ]
  return {
    title: "Muster's platform file",
    text: [
      `${regions.serving} is the primary region from now on. These change, and every name that stands under \`recovery\` moves up to where the primary region's was:`,
      fenced('yaml', lines),
      'What is written under `recovery` then describes the region that was lost, as it is built anew.',
    ].join('\n\n'),
  }
}

function terraform({ cluster, restored, fileSystem }: Moved): Section {
  const block = (to: string, id: string) => ['import {', `  to = ${to}`, `  id = "${id}"`, '}']
  const lines = [
    ...block('aws_rds_cluster.wordpress', restored),
    ...cluster.members.flatMap((_, index) =>
      block(`aws_rds_cluster_instance.wordpress[${index}]`, `${restored}-${index + 1}`),
    ),
    ...block('aws_efs_file_system.wordpress', fileSystem),
  ]
  return {
    title: 'Terraform: import what was restored',
    text: [
      'Put the addresses of your own configuration in place of these; `terraform plan` must show imports and no replacement.',
      fenced('hcl', lines),
    ].join('\n\n'),
  }
}

function afterwards({ fence, backupPlan, regions, cluster }: Moved): Section {
  const lines = [
    `${fence}. Two regions that take writes cannot be joined again: keep WordPress in ${regions.lost} at 0.`,
    backupPlan === null
      ? `**No backup plan of this region chooses the database \`${cluster.id}\` was restored to: nobody backs it up.** Add one today.`
      : `The database is backed up by the plan ${backupPlan}.`,
    'Copies into another region: none are made until a plan here has a copy action.',
    'Secrets: those that were replicas are of their own now. Replicate them from here, and set up their rotation again.',
    `Decided here because nobody could be asked: ${decidedHere.join('; ')}.`,
    'The flag that sends visitors here stays up. Lower it only as a part of the way back, which is a recovery of its own.',
  ]
  return { title: 'Still to do by hand', text: lines.map(line => `- ${line}`).join('\n') }
}

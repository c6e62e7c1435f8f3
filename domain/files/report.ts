// The sections of a run's report that speak of files: what came back, what did not, and what people must still do.
import type { Section } from '../hand-over.ts'
import { countsText } from './judge.ts'

type Counts = Readonly<Record<string, number>>

interface Reported {
  readonly bucket: string
  readonly listings: string
  readonly listed: Counts
  readonly done: Counts
  readonly swap: Swap | null
}

interface Swap {
  readonly from: string
  readonly to: string
  readonly volume: string
  readonly handle: string
  readonly claim: string
}

/** Differences that a person may want to look at; nothing was decided about them. */
const COLLISIONS = ['newer', 'older', 'attributes', 'kind', 'blocked', 'special'] as const

export function filesReport({ bucket, listings, listed, done, swap }: Reported): Section[] {
  const brought = swap === null ? backSection(listed, done) : swapSection(swap, listed, done)
  return [brought, whereSection(bucket, listings, listed), ...(swap === null ? [] : [handOver(swap)])]
}

const backSection = (listed: Counts, done: Counts): Section => ({
  title: 'Files copied back',
  text: [
    `Missing: ${countsText(pick(listed, ['files', 'directories', 'symlinks', 'deletions'])) || 'nothing'}.`,
    `Copied back: ${countsText(done) || 'nothing'}.`,
    `Left alone because something stands there: ${countsText(pick(listed, COLLISIONS)) || 'nothing'}.`,
  ].join('\n\n'),
})

const swapSection = ({ from, to }: Swap, listed: Counts, done: Counts): Section => ({
  title: 'WordPress moved to a restored file system',
  text: [
    `\`${to}\` serves in place of \`${from}\`. Came back: ${countsText(pick(listed, ['files', 'directories', 'symlinks'])) || 'nothing'}.`,
    `Carried on from \`${from}\`, because people had made or changed it since the recovery point: ${countsText(pick(done, ['files', 'directories', 'symlinks', 'replaced'])) || 'nothing'}.`,
    `Differs and stays as restored: ${done.left ?? 0}. What people deleted themselves since the recovery point is back too.`,
  ].join('\n\n'),
})

function whereSection(bucket: string, listings: string, { lostAndFound = 0, notInBackup = 0 }: Counts): Section {
  const lines = [
    `Every path is listed under \`s3://${bucket}/${listings}/\`: \`list/missing\`, \`list/collisions\`, \`list/deleted\`, and what each Job did.`,
    ...(notInBackup > 0 ? [`${notInBackup} of the paths asked for are not in the recovery point.`] : []),
    ...(lostAndFound > 0
      ? [
          `${lostAndFound} entries lie in \`/aws-backup-lost+found\`: AWS Backup could not place them, of this restore or an earlier one.`,
        ]
      : []),
  ]
  return { title: 'Listings of files', text: lines.map(line => `- ${line}`).join('\n') }
}

function handOver({ from, to, volume, handle, claim }: Swap): Section {
  const lines = [
    `In Muster's own platform file, set \`files.fileSystemId: ${to}\`.`,
    `In Git, the volume of \`${claim}\` is \`${volume}\` with the handle \`${handle}\`; with the old one a sync would undo the swap.`,
    `Terraform: \`terraform state rm\` of \`${from}\`, its mount targets and access points, then import \`${to}\` and its own.`,
    'Alarms, replication and DataSync tasks that name the old file system: point them at the new one.',
    'All files are in the Standard class again; the lifecycle moves them as it did before.',
    `Deleting \`${from}\` deletes the way back: do it after the sign-off.`,
  ]
  return { title: 'Still to do by hand', text: lines.map(line => `- ${line}`).join('\n') }
}

const pick = (counts: Counts, names: readonly string[]): Counts =>
  Object.fromEntries(names.map(name => [name, counts[name] ?? 0]))

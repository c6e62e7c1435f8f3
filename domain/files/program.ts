// The program that works on files inside the cluster: where it lies, what it is told, what it says, how long it may take.
import * as z from 'zod'
import { minutes, readableDuration } from '../duration.ts'
import { instant } from '../instant.ts'

/** Applied to the cluster with the other manifests, in the namespace of WordPress and in the drill's; no run changes it. */
export const PROGRAM = {
  configMap: 'muster-copy-back',
  key: 'copy-back.mjs',
  /** Says which settings and results it speaks; a change of either takes another number. */
  label: 'muster/copy-back',
  version: '1',
} as const

/** Prefix in the evidence bucket under which a run's listings lie. */
export const listingsOf = (runId: string): string => `files/${runId}`

/** Modes that read: nothing is written, but listings. */
export const readingModes = ['list', 'verify', 'survey'] as const
/** Modes that write to a file system which nobody uses yet. */
export const preparingModes = ['move', 'forward'] as const
/** Modes that write to the live file system. */
const changingModes = ['probe', 'copy', 'undo', 'discard'] as const
export type JobMode = (typeof readingModes)[number] | (typeof preparingModes)[number] | (typeof changingModes)[number]

/** Which of the run's mounts stands for the tree that is worked on, and for the one with the restore directory. */
export const mounts = ['live', 'restored'] as const
export type Mounted = (typeof mounts)[number]

/** What a Job is told beside its mode. */
export const jobTask = z.strictObject({
  what: z
    .string()
    .regex(/^[a-z][a-z-]{0,19}$/)
    .describe("Part of the Job's name: one in a run."),
  live: z.enum(mounts),
  restored: z.enum(mounts),
  directory: z.string().nullable().describe('Name of the restore directory. Null: found by the times.'),
  restoredBetween: z.strictObject({ from: instant, to: instant }).nullable(),
  items: z.array(z.string()).nullable().describe('Paths to consider. Null: all.'),
  approved: z.string().nullable().describe('sha256 of the listing that was approved.'),
  work: z
    .strictObject({ files: z.int(), bytes: z.int() })
    .nullable()
    .describe('What there is to do, from which its deadline follows. Null: not known.'),
})
export type JobTask = z.infer<typeof jobTask>

const listing = z.strictObject({ rows: z.int(), parts: z.int(), sha256: z.string() })

/** The program's last words, as it writes them; `refused`: nothing was touched; `failed`: another attempt may mend it. */
export const programResult = z.strictObject({
  mode: z.string().nullable(),
  outcome: z.enum(['done', 'differs', 'refused', 'failed']),
  reason: z.string(),
  directory: z.string().nullable(),
  counts: z.record(z.string(), z.int()),
  bytes: z.int(),
  listings: z.record(z.string(), listing),
})
export type ProgramResult = z.infer<typeof programResult>

export interface Amount {
  readonly files: number
  readonly bytes: number
}

/** Per second, whichever is slower: AWS's own figures for restores (aws-behaviour 1.2.7). */
const FILES_A_SECOND = 1500
const RESTORED_A_SECOND = 200e6
/** Seconds of a restore job beside the transfer: until it runs, and until it says that it is done (aws-behaviour 6.1). */
const AROUND_RESTORE = 80

/** Seconds that AWS Backup will probably take for so much. */
export const restoreSeconds = ({ files, bytes }: Amount): number =>
  AROUND_RESTORE + Math.ceil(Math.max(files / FILES_A_SECOND, bytes / RESTORED_A_SECOND))

/** Bytes that one pod reads or writes a second through NFS with TLS: an estimate, to be replaced by what drills measure. */
const MOVED_A_SECOND = 100e6
/** How often each byte passes: a copy reads and writes it, a proof reads it on both sides. */
const PASSES: Readonly<Partial<Record<JobMode, number>>> = { copy: 2, verify: 2, undo: 2, survey: 1 }
/** Seconds until a pod has its image and its mount, and has begun. */
const AROUND_JOB = 10

/** Seconds that a Job will probably take for so much; of work that is not known, as long as its pod takes to start. */
export const jobSeconds = (mode: JobMode, work: Amount | null): number =>
  AROUND_JOB +
  Math.ceil(Math.max((work?.files ?? 0) / FILES_A_SECOND, ((PASSES[mode] ?? 0) * (work?.bytes ?? 0)) / MOVED_A_SECOND))

/** Until it is copied and proved. */
export const estimateText = (work: Amount): string =>
  `about ${readableDuration(jobSeconds('copy', work) + jobSeconds('verify', work))}: ${work.files} files, ${readableBytes(work.bytes)}`

/** Seconds after which Kubernetes ends a Job: four times what is expected, and never less than half an hour. */
const DEADLINE = { least: minutes(30), unknown: minutes(120) } as const
export const deadlineSeconds = (mode: JobMode, work: JobTask['work']): number =>
  work === null ? DEADLINE.unknown : Math.max(DEADLINE.least, 4 * jobSeconds(mode, work))

export function readableBytes(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB']
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3))
  const value = bytes / 1000 ** power
  return `${power === 0 ? value : value.toPrecision(3)} ${units[power]}`
}

// The program that looks at a restored volume in a drill: where it lies, what it is told, what it says.
import * as z from 'zod'
import { readableDuration } from '../duration.ts'
import { readableBytes } from '../files/program.ts'
import { type Instant, toInstant, toMillis } from '../instant.ts'
import type { Proved } from './proofs.ts'
import { type StoreName, storeName } from './store.ts'

/** Applied to the cluster with the other manifests, in the drill's namespace; no run changes it. */
export const INSPECTION = {
  configMap: 'muster-look-at-store',
  key: 'look-at-store.mjs',
  /** Says which settings and results it speaks; a change of either takes another number. */
  label: 'muster/look-at-store',
  version: '1',
  /** Where the volume is mounted, for reading only. */
  mount: '/volume',
} as const

const inspectionSettings = z.strictObject({ store: storeName, directory: z.string() })
export type InspectionSettings = z.infer<typeof inspectionSettings>

/** A termination message has at most 4096 bytes: counts and times, no names. */
const inspectionResult = z.strictObject({
  outcome: z.enum(['done', 'broken']),
  reason: z.string(),
  counts: z.record(z.string(), z.int()),
  /** Milliseconds since the epoch; null where the store knows no times. */
  oldest: z.number().nullable(),
  newest: z.number().nullable(),
})
export type InspectionResult = z.infer<typeof inspectionResult>

export function parsedInspection(text: string): InspectionResult | undefined {
  try {
    const parsed = inspectionResult.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : undefined
  } catch (error) {
    if (error instanceof SyntaxError || (error as Error).name === 'SyntaxError') return undefined
    throw error
  }
}

/** Seconds: blocks are written every two hours, and what is newer lies in the log, which the program reads without its times. */
const OUTSIDE_BLOCKS = 4 * 3600

export function judgeInspection(store: StoreName, result: InspectionResult, moment: Instant): Proved {
  const { outcome, reason, counts, oldest, newest } = result
  if (outcome === 'broken') return { proofs: [], faults: [reason] }
  const count = (name: string) => counts[name] ?? 0
  if (store === 'grafana') {
    const proofs = [
      `its database is sound: ${count('dashboards')} dashboards in ${count('folders')} folders and ${count('sources')} data sources`,
    ]
    return { proofs, faults: count('dashboards') > 0 ? [] : ['its database holds no dashboard'] }
  }
  if (oldest === null || newest === null) return { proofs: [], faults: ['it holds no block of samples'] }
  const gap = (toMillis(moment) - newest) / 1000
  const span = `from ${toInstant(Math.floor(oldest / 1000) * 1000)} to ${toInstant(Math.floor(newest / 1000) * 1000)}`
  return {
    proofs: [
      `${count('blocks')} blocks are whole, with ${count('samples')} samples ${span}, and ${count('segments')} segments of the log; ${readableBytes(count('bytes'))} were read`,
    ],
    faults:
      gap > OUTSIDE_BLOCKS
        ? [
            `its newest block ends ${readableDuration(gap)} before the recovery point, expected less than ${readableDuration(OUTSIDE_BLOCKS)}`,
          ]
        : [],
  }
}

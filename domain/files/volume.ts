// How WordPress mounts its files: the claim and the volume behind it, as they must be put back, or made again elsewhere.
import * as z from 'zod'
import { nameSuffix, type RunRef } from '../run.ts'

const json = z.string().describe('JSON text: opaque to the workflow, put back as it was.')

export const fileVolume = z.strictObject({
  claim: z.string(),
  /** `labels`, `annotations` and `spec` of the claim, without what the binder wrote into it. */
  claimBody: json,
  volume: z.string(),
  handle: z.string().describe('The volume handle of the EFS driver.'),
  reclaimPolicy: z.string().describe('With Delete, what it stands for goes when its claim goes (C31).'),
  storageClass: z.string(),
  accessModes: z.array(z.string()),
  capacity: z.string(),
  options: z.array(z.string()),
  attributes: json,
})

export type FileVolume = z.infer<typeof fileVolume>

export interface ClaimBody {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly spec: Readonly<Record<string, unknown>>
}

/** What the binder and the provisioner write; a claim that carried it would say it is bound already. */
const BINDERS = /^(pv\.kubernetes\.io\/|volume\.(beta\.)?kubernetes\.io\/)/

export function claimBody(claim: {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly spec: Readonly<Record<string, unknown>>
}): ClaimBody {
  const { volumeName: _, ...spec } = claim.spec
  const kept = Object.entries(claim.annotations).filter(
    ([key]) => !BINDERS.test(key) && key !== 'kubectl.kubernetes.io/last-applied-configuration',
  )
  return { labels: claim.labels, annotations: Object.fromEntries(kept), spec }
}

/** The volume of a restored file system, under the run's own name; it stays when the run has ended. */
export const swappedVolumeName = (run: Pick<RunRef, 'id' | 'mode'>): string => `wp-content${nameSuffix(run)}`

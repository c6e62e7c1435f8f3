// One look of the preflight of a region: its findings, or what AWS refused as the only one.
import type { Findings } from '../../../domain/application-preflight.ts'
import { look } from '../look.ts'

export async function seen(what: string, work: () => Promise<Partial<Findings>>): Promise<Partial<Findings>> {
  const found = await look(what, work)
  return Array.isArray(found) ? { blockers: found } : found
}

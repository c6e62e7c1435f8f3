// Gather what says that the primary region is down, or that it is not: heartbeat, alarms, the site, an API there.
import * as z from 'zod'
import { instant } from '../../domain/instant.ts'
import { recoverySchema } from '../../domain/platform.ts'
import { contract } from '../contract.ts'
import { readAlarms, readMetrics } from '../region-needs.ts'

export const gatherEvidence = contract({
  name: 'gather-evidence',
  effect: 'reads',
  takes: z.strictObject({
    evidence: recoverySchema.shape.evidence,
    url: z.url(),
    probe: z.strictObject({ path: z.string(), contains: z.string() }),
    home: z.strictObject({ answered: z.boolean(), asked: z.string(), found: z.string() }),
    lostAt: instant.nullable().describe('As asked; null: not known.'),
  }),
  gives: z.strictObject({
    verdict: z.string(),
    witnesses: z.array(z.string()),
    lastHeartbeat: instant.nullable(),
    lostAt: instant.describe(
      'As asked, else when the heartbeat came last, else now: what was lost is counted from it.',
    ),
    alarmedAt: instant.nullable().describe('Since when the first of the alarms rings; null: none does.'),
    detection: z.string().describe('How long it took from then until somebody looked.'),
  }),
  throws: [],
  needs: p => [readAlarms(p), readMetrics()],
  again: 'only reads; the first look is the one that is recorded',
})

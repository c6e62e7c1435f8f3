// `--approve after=<duration>|never|reject`: what the person who is asked does in a rehearsal.
import { parseDuration } from '../../../domain/duration.ts'
import type { Approving } from '../../backends/sandbox.ts'
import { UsageError } from '../usage-error.ts'

export const DEFAULT_APPROVE = 'after=2min'

/** @throws UsageError */
export function parseApprove(text: string): Approving {
  if (text === 'never' || text === 'reject') return { kind: text }
  const seconds = text.startsWith('after=') ? parseDuration(text.slice('after='.length)) : undefined
  if (seconds !== undefined) return { kind: 'approve', afterSeconds: seconds }
  throw new UsageError({
    what: '--approve',
    given: `"${text}"`,
    allowed: 'after=<duration> such as after=90s, after=2min or after=1h; never; or reject',
  })
}

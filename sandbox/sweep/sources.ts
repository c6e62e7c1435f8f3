// The sources that a scenario's request may name: `--source all` sweeps from each of them.
import type { Mode } from '../../domain/run.ts'
import type { Scenario } from '../../workflows/language/nodes.ts'

/** Empty for a scenario that has no choice: its request has no field `from`. Each source has a promise of its own. */
export function sourcesOf({ requests, objectives }: Scenario, mode: Mode): readonly string[] {
  const { shape } = requests[mode] as { readonly shape?: Readonly<Record<string, unknown>> }
  return shape?.from === undefined ? [] : Object.keys(objectives.rpo)
}

/** What to sweep from: null stands for the source that the request has by itself; undefined: it knows no such source. */
export function sourcesAsked(
  asked: string | undefined,
  known: readonly string[],
): readonly (string | null)[] | undefined {
  if (asked === undefined || known.length === 0) return [null]
  if (asked === 'all') return known
  return known.includes(asked) ? [asked] : undefined
}

// The ways that a scenario's request leaves open, such as sources of the restore: `--source all` sweeps each of them.
import type { Mode } from '../../domain/run.ts'
import type { Scenario } from '../../workflows/language/nodes.ts'

interface Choice {
  /** Of the request. */
  readonly field: string
  readonly ways: readonly string[]
}

/** Said here only. A drill has those of them that its request accepts. */
const choices: Readonly<Record<string, Choice>> = {
  'database-corruption': { field: 'from', ways: ['point-in-time', 'recovery-point', 'snapshot'] },
  'file-deletion': { field: 'mode', ways: ['items', 'whole'] },
  'monitoring-loss': { field: 'grafana', ways: ['recovery-point', 'export'] },
}

interface Accepting {
  safeParse(value: unknown): { readonly success: boolean }
}

/** Empty for a scenario that has no choice. */
export function sourcesOf({ name, requests }: Pick<Scenario, 'name' | 'requests'>, mode: Mode): readonly string[] {
  const { field = '', ways = [] } = choices[name] ?? {}
  const { shape } = requests[mode] as { readonly shape?: Readonly<Record<string, Accepting>> }
  return ways.filter(way => shape?.[field]?.safeParse(way).success)
}

/** Fields of the request that choose it; null leaves the request as it is. */
export function inputFor(scenario: string, source: string | null): Readonly<Record<string, unknown>> {
  const choice = choices[scenario]
  return choice && source !== null ? { [choice.field]: source } : {}
}

/** What to sweep: null stands for the request as it is, which a scenario without a choice has; undefined: it knows no such source. */
export function sourcesAsked(
  asked: string | undefined,
  known: readonly string[],
): readonly (string | null)[] | undefined {
  if (asked === undefined || known.length === 0) return [null]
  if (asked === 'all') return known
  return known.includes(asked) ? [asked] : undefined
}

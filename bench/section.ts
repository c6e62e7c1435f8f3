// What a benchmark gives: a table, with what was done to get it.
export interface Section {
  readonly title: string
  /** How it was measured, and what the columns mean; Markdown. */
  readonly method: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export interface Settings {
  /** Scales the sizes of the cases; 1 gives the published ones. */
  readonly share: number
  /** Timed rounds of each case. */
  readonly rounds: number
  /** Verbs to bundle; all when empty. */
  readonly verbs: readonly string[]
  /** Names of the scenarios to rehearse. */
  readonly scenarios: readonly string[]
}

/** A Markdown table whose columns line up as text too: words to the left, numbers to the right. */
export function tableOf({ head, rows }: Section): string {
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map(row => row[column]?.length ?? 0)))
  const cells = (row: readonly string[]) =>
    widths.map((width, column) => (column === 0 ? (row[0] ?? '').padEnd(width) : (row[column] ?? '').padStart(width)))
  const line = (row: readonly string[]) => `| ${cells(row).join(' | ')} |`
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}

export function textOf(section: Section): string {
  return `## ${section.title}\n\n${section.method}\n\n${tableOf(section)}\n`
}

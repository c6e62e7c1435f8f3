// The record of a run, put together from its journal, and the report that people read.
import type { Recorded } from './control-records.ts'
import { readableDuration } from './duration.ts'
import { type Instant, toMillis } from './instant.ts'
import type { Declaration } from './region/declaration.ts'
import type { Ending, RunRef } from './run.ts'

export interface Retained {
  readonly id: string
  readonly why: string
  readonly until: Instant
}

export interface Leftover {
  readonly step: string
  readonly undo: string
  readonly error: string
  readonly cause: string
}

export interface RecordedStep {
  readonly step: string
  readonly verb: string
  readonly startedAt: Instant
  /** Null: begun, and no result was written. */
  readonly endedAt: Instant | null
}

export interface RunRecord {
  readonly run: RunRef
  readonly endedAt: Instant
  readonly ending: Ending
  readonly cause: string
  readonly steps: readonly RecordedStep[]
  readonly retained: readonly Retained[]
  readonly leftovers: readonly Leftover[]
  /** Of a region that was declared lost. */
  readonly declared?: Declaration
  readonly sections: readonly { readonly title: string; readonly text: string }[]
}

export interface Journal {
  readonly intents: readonly Recorded[]
  readonly results: readonly Recorded[]
}

/** What results give to the record, by the names of their fields. */
interface Carried {
  readonly retained?: readonly Retained[]
  readonly released?: readonly string[]
  readonly report?: RunRecord['sections']
  readonly declared?: Declaration
}

type End = Pick<RunRecord, 'run' | 'endedAt' | 'ending' | 'cause' | 'leftovers'>

export function recordOf({ intents, results }: Journal, end: End): RunRecord {
  const ended = new Map(results.map(entry => [entry.step, entry]))
  const steps = intents
    .map(({ step, verb, at }) => ({ step, verb, startedAt: at, endedAt: ended.get(step)?.at ?? null }))
    .sort((a, b) => toMillis(a.startedAt) - toMillis(b.startedAt) || (a.step < b.step ? -1 : 1))
  const carried = results.map(({ result }) => (result ?? {}) as Carried)
  // Kept for a while, and gone again by now.
  const released = new Set(carried.flatMap(each => each.released ?? []))
  const declared = carried.find(each => each.declared)?.declared
  return {
    ...end,
    ...(declared && { declared }),
    steps,
    retained: carried.flatMap(({ retained }) => retained ?? []).filter(({ id }) => !released.has(id)),
    sections: carried.flatMap(({ report }) => report ?? []),
  }
}

/** The report as Markdown: how it ended first, then what a person must still do, then the rest. */
export function reportText(record: RunRecord): string {
  const { run, ending, cause, endedAt } = record
  const took = readableDuration((toMillis(endedAt) - toMillis(run.startedAt)) / 1000)
  return [
    `# ${ending}: ${run.scenario} (${run.mode})`,
    `Run \`${run.id}\`, from ${run.startedAt} to ${endedAt} (${took}).`,
    ...(cause ? [`**Why:** ${cause}`] : []),
    ...list(
      'Not undone: somebody must',
      record.leftovers.map(({ undo, error, cause }) => `${undo} — ${error}: ${cause}`),
    ),
    ...list(
      'Retained on purpose',
      record.retained.map(({ id, why, until }) => `\`${id}\` until ${until}: ${why}`),
    ),
    ...record.sections.map(({ title, text }) => `## ${title}\n\n${text}`),
    `## Steps that changed something\n\n${table(record.steps)}`,
    '',
  ].join('\n\n')
}

const list = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`## ${title}\n\n${lines.map(line => `- ${line}`).join('\n')}`]

function table(steps: readonly RecordedStep[]): string {
  if (steps.length === 0) return 'None.'
  const rows = steps.map(
    ({ step, verb, startedAt, endedAt }) => `| ${startedAt} | ${step} | ${verb} | ${endedAt ?? 'no result recorded'} |`,
  )
  return ['| began | step | verb | ended |', '|---|---|---|---|', ...rows].join('\n')
}

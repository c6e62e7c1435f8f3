// Writes the report of a rehearsal into a folder: for people, for scripts, and for whoever looks into what went wrong.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Rehearsal } from '../backends/sandbox.ts'
import { plain } from './render/paint.ts'
import { reportMarkdown } from './render/report-markdown.ts'
import { wholeLines } from './render/said.ts'
import { timelineLines } from './render/timeline.ts'
import { withoutSecrets } from './without-secrets.ts'

/** Name of the file that people open first. */
export const REPORT = 'report.md'

/** `reports/<scenario>-<mode>-<seed>`; whatever of the seed cannot stand in a file's name becomes a hyphen. */
export const defaultFolder = ({ scenario, mode, seed }: { scenario: string; mode: string; seed: string }): string =>
  join('reports', `${scenario}-${mode}-${seed.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, 60)}`)

/** The files of a report by name, with their texts. The same rehearsal gives the same bytes, except `wallSeconds`. */
export function reportFiles(rehearsal: Rehearsal, command: string): Readonly<Record<string, string>> {
  const { outcome, history, calls, logs, said = [] } = rehearsal
  return {
    'outcome.json': json(outcome),
    [REPORT]: reportMarkdown(withoutSecrets(rehearsal) as Rehearsal, command),
    'timeline.txt': `${timelineLines(outcome, plain).join('\n')}\n`,
    'history.json': json(history),
    'calls.jsonl': lines(calls),
    'logs.jsonl': lines(logs),
    ...(said.length > 0 && {
      'conversation.txt': `${(withoutSecrets(said) as typeof said).flatMap(wholeLines).join('\n')}\n`,
    }),
  }
}

/** @throws when the folder cannot be made or written. Files of an earlier rehearsal are replaced. */
export function writeReport(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
}

const json = (value: unknown): string => `${JSON.stringify(withoutSecrets(value), null, 2)}\n`

const lines = (values: readonly unknown[]): string =>
  values.map(value => `${JSON.stringify(withoutSecrets(value))}\n`).join('')

// The report of a rehearsal in Markdown: ending, why, timeline, measures, what remains, and the run's own report.
import { readableDuration } from '../../../domain/duration.ts'
import { code, table } from '../../../workflows/language/markdown/table.ts'
import type { Outcome, Rehearsal, StepOutcome } from '../../backends/sandbox.ts'
import { elapsedText, secondsBetween } from './elapsed.ts'
import { endingOf } from './ending.ts'
import { factGroups } from './facts.ts'
import { oneLine } from './text.ts'
import { saidText } from './timeline.ts'

/** `command` repeats the rehearsal. Real time is left out, so that the same seed gives the same bytes. */
export function reportMarkdown({ outcome, runReport, messages }: Rehearsal, command: string): string {
  const { says, next } = endingOf(outcome)
  const took = readableDuration(secondsBetween(outcome.startedAt, outcome.endedAt))
  return [
    `# ${outcome.ending}: rehearsal of ${outcome.scenario} (${outcome.mode})`,
    ...(outcome.cause === '' ? [] : [`**Why:** ${safe(outcome.cause)}`]),
    safe(says),
    `**Next:** ${next}`,
    `Virtual time from ${outcome.startedAt} to ${outcome.endedAt} (${took}), in the sandbox: AWS was not touched. Again, with the same bytes: ${code(command)}`,
    '## Timeline',
    timelineTable(outcome),
    ...factGroups(outcome).flatMap(({ title, facts }) => [
      `## ${title}`,
      table(
        ['', ''],
        facts.map(({ name, value }) => [name, safe(value)]),
      ),
    ]),
    '## Retained on purpose',
    list(outcome.retained.map(({ id, why, until }) => `${code(id)} until ${until}: ${safe(why)}`)),
    '## Leftovers',
    list(outcome.leftovers.map(safe)),
    '## What people were told',
    list(messages.map(message => code(oneLine(message)))),
    '## The run’s own report',
    ownReport(runReport),
  ]
    .join('\n\n')
    .concat('\n')
}

function timelineTable({ steps, startedAt }: Outcome): string {
  if (steps.length === 0) return 'No step was begun.'
  const heads = ['elapsed', 'took', 'phase', 'step', 'what was said']
  return table(
    heads,
    steps.map(step => timelineRow(step, startedAt)),
  )
}

function timelineRow(step: StepOutcome, startedAt: string): readonly string[] {
  const took = step.endedAt === null ? 'not ended' : readableDuration(secondsBetween(step.startedAt, step.endedAt))
  const elapsed = elapsedText(secondsBetween(startedAt, step.startedAt))
  return [elapsed, took, step.phase, step.title, saidText(step)].map(safe)
}

const list = (entries: readonly string[]): string =>
  entries.length === 0 ? 'None.' : entries.map(each => `- ${each}`).join('\n')

/** One line that Markdown takes as text. */
const safe = (text: string): string => oneLine(text).replace(/[<>]/g, each => (each === '<' ? '&lt;' : '&gt;'))

/** Its headings go two levels down, below ours. */
const ownReport = (text: string): string =>
  text.trim() === '' ? 'It wrote none.' : text.trim().replace(/^(#{1,4}) /gm, '##$1 ')

// Prints a scenario as a runbook in Markdown, both modes: docs/runbooks/<scenario>.md, generated, never edited.
import { readableDuration } from '../../domain/duration.ts'
import type { Platform } from '../../domain/platform.ts'
import { type Mode, modes } from '../../domain/run.ts'
import { itemLines } from './markdown/item-lines.ts'
import type { Outline, UndoOutline, VerbOutline } from './markdown/outline.ts'
import { outlineOf } from './markdown/outline-of.ts'
import type { RequestField } from './markdown/request-fields.ts'
import { code, table } from './markdown/table.ts'
import { verbsIn } from './markdown/verbs.ts'
import type { Scenario } from './nodes.ts'

/** Names and ARNs are those of the given platform. */
export function runbookMarkdown(scenario: Scenario, platform: Platform): string {
  const { rto, rpo } = scenario.objectives
  const promises = [
    ['RTO: until users are served again', readableDuration(rto)],
    ...Object.entries(rpo).map(([source, seconds]) => [`RPO, restored from ${source}`, readableDuration(seconds)]),
  ]
  return [
    `<!-- Generated from workflows/${scenario.name}.ts by \`npm run docs\`. Edits are overwritten. -->`,
    `# ${scenario.title}`,
    scenario.summary,
    `Names below are those of the platform ${code(`${platform.project}-${platform.environment}`)}. Try it at no cost: ${code(`npm run rehearse -- ${scenario.name}`)}`,
    table(['promised', 'at most'], promises),
    ...modes.flatMap(mode => modeSections(outlineOf(scenario, platform, mode))),
  ]
    .join('\n\n')
    .concat('\n')
}

const MODES: Readonly<Record<Mode, { readonly title: string; readonly about: string }>> = {
  recover: { title: 'Recover', about: 'On AWS for real: production is changed.' },
  drill: {
    title: 'Drill',
    about: 'On AWS, isolated: production is not touched, and everything made is removed again.',
  },
}

function modeSections(outline: Outline): readonly string[] {
  const { title, about } = MODES[outline.mode]
  return [
    `## ${title}`,
    `${about} State machine ${code(outline.machine)}.`,
    expectedText(outline),
    `### ${title}: the request`,
    requestTable(outline.request),
    ...outline.phases.flatMap(phase => [`### ${title}: ${phase.title}`, itemLines(phase.items).join('\n')]),
    `### ${title}: when a step fails`,
    undoText(outline),
    `### ${title}: permissions`,
    'What each function may do, and nothing else. Patterns are those of IAM.',
    table(['verb', 'may'], verbsIn(outline).map(verbRow)),
  ]
}

/** The sums that the RTO is held against, and what comes on top. */
export function expectedText({ expected, mode }: Outline): string {
  const { untilServedSeconds, afterwardsSeconds, approvalsAtMostSeconds } = expected
  const parts = [
    `${readableDuration(untilServedSeconds)} of waiting${mode === 'recover' ? ' until users are served again' : ''}`,
    ...(afterwardsSeconds > 0 ? [`${readableDuration(afterwardsSeconds)} afterwards`] : []),
    ...(approvalsAtMostSeconds > 0 ? [`at most ${readableDuration(approvalsAtMostSeconds)} for people to decide`] : []),
  ]
  return `Expected: ${parts.join('; ')}.`
}

function requestTable(fields: readonly RequestField[]): string {
  if (fields.length === 0) return 'It has no fields.'
  return table(
    ['field', 'meaning', 'allowed', 'when left out'],
    fields.map(each => [code(each.field), each.description, each.allowed, leftOut(each)]),
  )
}

const leftOut = (field: RequestField): string =>
  field.required ? 'refused' : 'default' in field ? code(JSON.stringify(field.default)) : ''

function undoText({ undoChain }: Outline): string {
  if (undoChain.length === 0) return 'Nothing has to be undone.'
  const lines = undoChain.map((undo, index) => `${index + 1}. ${undoLine(undo)}`)
  return `What was begun is undone, last first. An undo that fails is tried again, then named as a leftover, and the rest goes on.\n\n${lines.join('\n')}`
}

function undoLine(undo: UndoOutline & { readonly of: string }): string {
  const waits = undo.waitsAtMostSeconds === null ? '' : `, waiting up to ${readableDuration(undo.waitsAtMostSeconds)}`
  const kept = undo.onceProved ? `; once the restore is proved instead: ${undo.onceProved.title}` : ''
  return `**${undo.title}** (${code(undo.verb)}${waits}) for “${undo.of}”${kept}`
}

const verbRow = ({ verb, permissions }: VerbOutline): readonly string[] => [
  code(verb),
  permissions.map(each => code(each)).join('<br>') || 'nothing',
]

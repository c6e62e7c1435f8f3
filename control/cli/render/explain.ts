// A runbook on the terminal: the request, the phases with their steps, what is undone when a step fails, permissions.
import { readableDuration } from '../../../domain/duration.ts'
import type { Outline, UndoOutline } from '../../../workflows/language/markdown/outline.ts'
import type { RequestField } from '../../../workflows/language/markdown/request-fields.ts'
import { verbsIn } from '../../../workflows/language/markdown/verbs.ts'
import { expectedText } from '../../../workflows/language/markdown.ts'
import { itemLines } from './explain-items.ts'
import type { Paint } from './paint.ts'
import { hung } from './text.ts'

export function explainLines(outline: Outline, paint: Paint): readonly string[] {
  const heading = (text: string) => ['', paint('bold', text)]
  const { title, mode, summary, promised, machine, request, phases, undoChain } = outline
  const rpo = Object.entries(promised.rpoSeconds).map(([source, seconds]) => `${readableDuration(seconds)} (${source})`)
  return [
    ...hung('', `${title}, ${mode} mode`).map(line => paint('bold', line)),
    ...hung('', summary),
    ...hung(
      '',
      `Promised: RTO ${readableDuration(promised.rtoSeconds)}${rpo.length > 0 ? `, RPO ${rpo.join(', ')}` : ''}.`,
    ),
    ...hung('', expectedText(outline)),
    ...hung('', `State machine ${machine}.`),
    ...heading('Request'),
    ...(request.length > 0 ? request.flatMap(fieldLines) : ['  It has no fields.']),
    ...phases.flatMap(phase => [...heading(`Phase: ${phase.title}`), ...itemLines(phase.items, { paint, indent: '' })]),
    ...heading('When a step fails, last first'),
    ...(undoChain.length > 0 ? undoChain.flatMap(undoLines) : ['  Nothing has to be undone.']),
    ...heading('Permissions, by verb'),
    ...verbsIn(outline).flatMap(({ verb, permissions }) => [
      ...hung('  ', verb),
      ...(permissions.length > 0 ? permissions : ['nothing']).flatMap(each => hung('    - ', each)),
    ]),
  ]
}

function fieldLines(each: RequestField): readonly string[] {
  const left = each.required
    ? requiredText(each)
    : 'default' in each
      ? `default ${JSON.stringify(each.default)}`
      : 'may be left out'
  return [
    ...hung('  ', `${each.field} (${left})`),
    ...(each.description === '' ? [] : hung('      ', each.description)),
    ...hung('      ', `allowed: ${each.allowed}`),
  ]
}

/** A field below an optional object is required only where the object is given. */
function requiredText({ field }: RequestField): string {
  const outer = field.split('.').slice(0, -1).join('.')
  return outer === '' ? 'required' : `required in ${outer}`
}

function undoLines(undo: UndoOutline & { readonly of: string }, index: number): readonly string[] {
  const waits = undo.waitsAtMostSeconds === null ? '' : `, waits up to ${readableDuration(undo.waitsAtMostSeconds)}`
  return [
    ...hung(`${String(index + 1).padStart(3)}. `, `${undo.title} (${undo.verb}${waits}), for "${undo.of}"`),
    ...(undo.onceProved
      ? hung('     ', `once proved instead: ${undo.onceProved.title} (${undo.onceProved.verb})`)
      : []),
  ]
}

// How a run goes: its steps, what it is waiting for, the questions that are open, and when it may end.
import { readableDuration } from '../../../domain/duration.ts'
import { toInstant, toMillis } from '../../../domain/instant.ts'
import { openQuestions, type RunView } from '../../../domain/run-view.ts'
import type { Scenario } from '../../../workflows/language/nodes.ts'
import { type FollowedStep, forecastOf, stepsOf } from '../../run-steps.ts'
import { elapsedText, secondsBetween } from './elapsed.ts'
import { wordsOf } from './ending.ts'
import type { Paint, Style } from './paint.ts'
import { questionLines } from './question.ts'
import { hung, oneLine, padded } from './text.ts'

interface Showing {
  readonly scenario: Scenario | undefined
  readonly paint: Paint
  /** Redrawn each time; otherwise only what has changed for good is worth a line. */
  readonly live: boolean
}

export function runLines(view: RunView, showing: Showing): readonly string[] {
  const { scenario, paint, live } = showing
  const steps = scenario ? stepsOf(view, scenario) : []
  const shown = live ? steps : steps.filter(({ status }) => status !== 'running')
  return [
    ...hung(
      '',
      paint(
        'bold',
        `${view.id}: ${view.scenario} (${view.mode}), asked for by ${view.requestedBy ?? 'nobody who is known'}`,
      ),
    ),
    ...shown.flatMap(step => stepLines(step, view, showing)),
    ...saidLines(view),
    ...openQuestions(view).flatMap(question => ['', ...questionLines(question)]),
    ...(live && scenario ? forecastLines(view, scenario) : []),
    ...(view.status === 'RUNNING' ? [] : endLines(view, paint)),
  ]
}

const STYLES: Readonly<Record<FollowedStep['status'], Style | undefined>> = {
  running: 'bold',
  done: undefined,
  failed: 'red',
  undone: 'yellow',
}

function stepLines(step: FollowedStep, view: RunView, { paint }: Showing): readonly string[] {
  const { phase, title, startedAt, endedAt, status, expected } = step
  const took = readableDuration(secondsBetween(startedAt, endedAt ?? view.seenAt))
  const against = expected === null ? '' : `, ${readableDuration(expected)} expected`
  const head = `${elapsedText(secondsBetween(view.startedAt, startedAt))}  ${padded(oneLine(phase).slice(0, 12), 12)}  `
  const style = STYLES[status]
  return hung(head, `${title} … ${status}, ${took}${against}`).map(line => (style ? paint(style, line) : line))
}

/** What people said to it: each word counts until the next one. */
function saidLines({ operator, window }: RunView): readonly string[] {
  const turn = window?.turn
  return [
    ...(operator ? hung('', `${operator.by} said ${operator.action} at ${operator.at}: ${operator.reason}`) : []),
    ...(window ? hung('', `The commit window opened at ${window.openedAt}: commit or rollback can be said`) : []),
    ...(turn ? hung('', `${turn.by} said ${turn.verdict} at ${turn.at}: ${turn.reason}`) : []),
  ]
}

function forecastLines(view: RunView, scenario: Scenario): readonly string[] {
  const forecast = forecastOf(view, scenario)
  if (!forecast) return []
  const at = (seconds: number) => toInstant(Math.round(toMillis(view.seenAt) / 1000 + seconds) * 1000)
  const served = forecast.untilServed === null ? '' : `users served again at about ${at(forecast.untilServed)}, `
  return ['', ...hung('', `Forecast: ${served}ended at about ${at(forecast.untilEnd)}; people's time comes on top`)]
}

function endLines({ ending, status, cause }: RunView, paint: Paint): readonly string[] {
  if (ending) {
    const { style, says, next } = wordsOf(ending)
    const why = cause === '' ? [] : hung('Why: ', cause)
    return ['', ...why, ...hung('', says).map(line => paint(style, line)), ...hung('Next: ', next)]
  }
  const text = `It came to no ending of its own (${status}); the supervisor walks it back. ${cause}`
  return ['', ...hung('', text).map(line => paint('red', line))]
}

// A rehearsal as a person would retell it: phase by phase, when each step began, what it was, and what it said.
import type { Outcome } from '../sandbox/rehearsal.ts'

export function timelineText(outcome: Outcome): string {
  const from = Date.parse(outcome.startedAt)
  const lines = outcome.steps.flatMap((step, index) => {
    const heading = step.phase === outcome.steps[index - 1]?.phase ? [] : ['', step.phase]
    // Nobody reads an ARN at 03:00.
    const words = step.said.split(', ').filter(each => !each.includes('arn:'))
    const said = words.join('') === '' ? '' : ` (${words.join(', ')})`
    const told = step.status === 'done' ? '' : ` [${step.status}]`
    return [...heading, `  +${elapsed(Date.parse(step.startedAt) - from)}  ${step.title}${told}${said}`]
  })
  const { ending, endedAt, retained } = outcome
  const kept = retained.map(({ id, why }) => `  kept: ${id} (${why})`)
  return [
    `${outcome.scenario} (${outcome.mode})`,
    ...lines,
    '',
    `+${elapsed(Date.parse(endedAt) - from)}  ${ending}`,
    ...kept,
    '',
  ].join('\n')
}

function elapsed(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000)
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`
}

// What Muster answers to whoever typed a command: help, what there is, runs, and why something was not done.
import { readableDuration } from '../duration.ts'
import { openQuestions, type RunLine, type RunView } from '../run-view.ts'
import { actions, button, type Message, message, safe, says, section } from './blocks.ts'
import { named, personText, time } from './run-messages.ts'
import type { ScenarioFacts } from './settings.ts'

const HELP = `*Muster recovers the platform from disasters that have been rehearsed.*
• \`/dr list\`: the disasters prepared for
• \`/dr explain <scenario>\`: what its runbook does, and what may be asked of it
• \`/dr drill <scenario> [key=value …] [because <reason>]\`: restore beside production, prove it, remove it
• \`/dr recover <scenario> key=value … because <reason>\`: the real thing; you are asked once more
• \`/dr runs\`, \`/dr status [run]\`: what runs, and what it waits for
• \`/dr abort <run> because <reason>\`: stop a run; it walks back what it did
Decisions are buttons in the thread of a run. When chat does not work: \`muster runs\`, \`muster approve\`, \`muster abort\`.`

export const help = (): Message => says(HELP)

export const misunderstood = (why: string): Message => says(`${safe(why)}. \`/dr help\` shows what can be said.`)

const promise = ({ rto, rpo }: ScenarioFacts): string => {
  const losses = [...new Set(Object.values(rpo))].map(readableDuration)
  return `back within ${readableDuration(rto)}, at most ${losses.join(' or ')} lost`
}

export const list = (scenarios: readonly ScenarioFacts[]): Message =>
  says(scenarios.map(each => `• \`${each.name}\`: ${safe(each.title)}; ${promise(each)}`).join('\n'))

/** Of a scenario's request: a field, and what it means. */
export interface Field {
  readonly name: string
  readonly says: string
  readonly needed: boolean
}

export function explain(scenario: ScenarioFacts, fields: readonly Field[]): Message {
  const asks = scenario.questions.map(title => `• ${safe(title)}`)
  const given = fields.map(
    ({ name, says, needed }) => `• \`${name}\`${needed ? '' : ' (may be left out)'}: ${safe(says)}`,
  )
  return message(scenario.title, [
    section(`*${safe(scenario.title)}*: ${promise(scenario)}\n${safe(scenario.summary)}`),
    section(`*Phases*: ${scenario.phases.map(safe).join(' → ')}`),
    ...(asks.length === 0 ? [] : [section(`*A recovery asks people*\n${asks.join('\n')}`)]),
    section(`*May be said of a recovery*\n${given.join('\n')}`),
  ])
}

const standing = ({ status, ending }: Pick<RunLine, 'status' | 'ending'>): string =>
  ending ?? (status === 'RUNNING' ? 'under way' : status.toLowerCase().replace('_', ' '))

export function runList(lines: readonly RunLine[], silent: readonly string[]): Message {
  const rows = lines.map(each => `• \`${safe(each.id)}\` (${each.mode}), ${time(each.startedAt)}: ${standing(each)}`)
  const none = rows.length === 0 ? ['There are no runs.'] : rows
  return says(
    [...none, ...silent.map(region => `_${safe(region)} does not answer: its runs are not shown._`)].join('\n'),
  )
}

export function status(view: RunView): Message {
  const open = openQuestions(view).map(
    ({ title, expiresAt }) => `• waits for a decision: *${safe(title)}*, until ${time(expiresAt)}`,
  )
  const doing = view.states.filter(({ exitedAt }) => exitedAt === null).map(({ name }) => name)
  const { operator, window } = view
  return says(
    [
      `*${safe(view.scenario)}* (${view.mode}) \`${safe(view.id)}\`: ${standing(view)}`,
      `• since ${time(view.startedAt)}, asked for by ${personText(view.requestedBy)}${view.reason === null ? '' : `: ${safe(view.reason)}`}`,
      ...(view.endedAt === null
        ? []
        : [`• ended ${time(view.endedAt)}${view.cause === '' ? '' : `: ${safe(view.cause)}`}`]),
      ...(view.status === 'RUNNING' && doing.length > 0 ? [`• at: ${doing.map(safe).join(', ')}`] : []),
      ...(view.status === 'RUNNING' ? open : []),
      ...(window !== null && window.turn === null && view.status === 'RUNNING'
        ? [`• the commit window is open since ${time(window.openedAt)}`]
        : []),
      ...(operator === null ? [] : [`• ${operator.action} by ${named(operator.by)}: ${safe(operator.reason)}`]),
    ].join('\n'),
  )
}

interface Asking {
  readonly id: string
  readonly scenario: ScenarioFacts
  readonly input: Readonly<Record<string, unknown>>
  readonly reason: string
  readonly minutes: number
}

/** Before a recovery starts: what it will do, and the button that starts it. */
export function proposal({ id, scenario, input, reason, minutes }: Asking): Message {
  const fields = Object.entries(input).map(([name, value]) => `• ${safe(name)}: ${safe(JSON.stringify(value))}`)
  const sure = 'This changes production, as its runbook says, and asks people on the way.'
  return message(`Start ${scenario.name}?`, [
    section(`*Start the recovery: ${safe(scenario.title)}?*\n${safe(scenario.summary)}`),
    section([`Because: ${safe(reason)}`, ...(fields.length === 0 ? ['With nothing said of it.'] : fields)].join('\n')),
    section(`Promised: ${promise(scenario)}. Nothing has started; this offer ends in ${minutes} minutes.`),
    actions(
      button({ click: 'start', label: 'Start the recovery', id, style: 'danger', sure }),
      button({ click: 'cancel', label: 'Cancel', id }),
    ),
  ])
}

/** Every fault by the name of its field, as the scenario's own schema tells them. */
export const faults = (each: readonly string[]): Message =>
  says(`Nothing was started:\n${each.map(fault => `• ${safe(fault)}`).join('\n')}`)

/** What happened, in the words of whoever did it. */
export const happened = (text: string): Message => says(named(text))

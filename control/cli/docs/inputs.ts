// docs/inputs.md: what each state machine takes, with an example, for whoever starts one without Muster's own tools.
import * as z from 'zod'
import type { Platform } from '../../../domain/platform.ts'
import { type Mode, modes } from '../../../domain/run.ts'
import { platformFor } from '../../../workflows/deployment.ts'
import { requestFields } from '../../../workflows/language/markdown/request-fields.ts'
import type { Scenario } from '../../../workflows/language/nodes.ts'
import { startByHand } from '../../by-hand.ts'

/** An instant that lies before the present of whoever tries the example in a sandbox. */
const EXAMPLE_INSTANT = '2030-03-04T06:58:30Z'

/** The least that the machine takes: the fields without a default. @throws for one that no example is known for */
function exampleInput(scenario: Scenario, mode: Mode): Readonly<Record<string, unknown>> {
  const { properties = {}, required = [] } = z.toJSONSchema(scenario.requests[mode], {
    io: 'input',
    unrepresentable: 'any',
  })
  const fields = required.map(name => {
    const shape = properties[name]
    if (typeof shape === 'object' && shape.format === 'date-time') return [name, EXAMPLE_INSTANT]
    throw new Error(`docs/inputs.md has no example for ${name} of ${scenario.name}`)
  })
  return Object.fromEntries(fields)
}

export const inputsMarkdown = (scenarios: readonly Scenario[], platform: Platform): string =>
  [
    INTRODUCTION,
    ...scenarios.flatMap(scenario =>
      modes.map(mode => machineMarkdown(scenario, mode, platformFor(scenario, platform))),
    ),
  ].join('\n')

const INTRODUCTION = `<!-- Written by \`npm run docs\`. Do not edit. -->

# What the state machines take

Each scenario has two machines, one for real runs and one for drills. \`muster recover\`, \`muster drill\` and the API start them,
check the request first, and record who asked. In an emergency they can be started without any of that, in the Step Functions console
or as below: the same guards stand inside the machine. Then nobody is on record as who asked, so each question needs **two**
approvers, and no approval can be waived.

The name of an execution is the name of the run; a name counts once in 90 days. Names are those of the example platform.
`

function machineMarkdown(scenario: Scenario, mode: Mode, platform: Platform): string {
  const input = exampleInput(scenario, mode)
  const starting = { scenario: scenario.name, mode, input, reason: null, key: '20304711' }
  const rows = requestFields(scenario.requests[mode]).map(each => {
    const cells = [`\`${each.field}\``, each.required ? 'must be given' : `\`${JSON.stringify(each.default ?? null)}\``]
    return `| ${[...cells, each.allowed, each.description].map(escaped).join(' | ')} |`
  })
  return [
    `## ${scenario.title}: ${mode}`,
    '',
    '| field | when left out | allowed | meaning |',
    '|---|---|---|---|',
    ...rows,
    '',
    'The least that it takes:',
    '',
    '```json',
    JSON.stringify(input, null, 2),
    '```',
    '',
    '```sh',
    ...startByHand(starting, platform),
    '```',
    '',
  ].join('\n')
}

const escaped = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

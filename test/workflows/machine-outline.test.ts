// The printed machines for human eyes: every state by name, what it is, and where it goes.
import { describe, test } from '@jest/globals'
import { modes } from '../../domain/run.ts'
import { definitionOf, platformFor } from '../../workflows/deployment.ts'
import { scenarios } from '../../workflows/index.ts'
import { expectGolden } from '../golden.ts'
import { platform } from '../rehearsing.ts'

interface State {
  readonly Type: string
  readonly Next?: string
  readonly Default?: string
  readonly End?: boolean
  readonly Choices?: readonly { readonly Condition: string; readonly Next: string }[]
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[]
  readonly Branches?: readonly Machine[]
  readonly Arguments?: { readonly FunctionName: string }
}

interface Machine {
  readonly StartAt: string
  readonly States: Readonly<Record<string, State>>
}

const bare = (expression: string): string => expression.replace(/^\{% | %\}$/g, '')

/** Where every error of every task goes: said only where it is otherwise. */
const USUAL = 'States.ALL → Something failed'

function outline({ StartAt, States }: Machine, indent: string): readonly string[] {
  const lines = Object.entries(States).flatMap(([name, state]) => stateLines(name, state, indent))
  return [`${indent}starts at: ${StartAt}`, ...lines]
}

function stateLines(name: string, state: State, indent: string): readonly string[] {
  const verb = state.Arguments ? ` ${state.Arguments.FunctionName.replace(/[${}]/g, '')}` : ''
  const next = state.Next ? ` → ${state.Next}` : ''
  const deeper = `${indent}    `
  const choices = (state.Choices ?? []).map(each => `${deeper}if ${bare(each.Condition)} → ${each.Next}`)
  const otherwise = state.Default ? [`${deeper}else → ${state.Default}`] : []
  const caught = (state.Catch ?? []).map(each => `${each.ErrorEquals.join(', ')} → ${each.Next}`)
  const unusual = caught.filter(each => each !== USUAL).map(each => `${deeper}on ${each}`)
  const uncaught = state.Type === 'Task' && caught.length === 0 ? [`${deeper}on any error: leaves the passage`] : []
  const branches = (state.Branches ?? []).flatMap(branch => outline(branch, deeper))
  return [
    `${indent}${name} [${state.Type}${verb}]${next}`,
    ...choices,
    ...otherwise,
    ...branches,
    ...unusual,
    ...uncaught,
  ]
}

describe.each(scenarios.map(scenario => [scenario.name, scenario] as const))('%s', (name, scenario) => {
  test.each(modes)('the machine of the %s reads as the golden does', mode => {
    const machine = JSON.parse(definitionOf(scenario, platformFor(scenario, platform), mode)) as Machine
    const said = `Unless said otherwise, tasks and parallels: ${USUAL}\n\n`
    expectGolden(`${name}/${mode}-machine.txt`, `${said}${outline(machine, '').join('\n')}\n`)
  })
})

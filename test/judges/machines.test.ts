// Judges of the printed machines that are not ours: AWS's language service for definitions, jsonata for expressions.
import { describe, expect, test } from '@jest/globals'
import languageService from 'amazon-states-language-service'
import jsonata from 'jsonata'
import { modes } from '../../domain/run.ts'
import { definitionOf, platformFor, substituted } from '../../workflows/deployment.ts'
import { scenarios } from '../../workflows/index.ts'
import { platform } from '../rehearsing.ts'
import { functionsOfStepFunctions } from './step-functions-functions.ts'

const printed = scenarios.flatMap(scenario =>
  modes.map(mode => ({
    name: `${scenario.name}, ${mode}`,
    definition: substituted(
      definitionOf(scenario, platformFor(scenario, platform), mode),
      name => `arn:aws:lambda:us-east-1:${platform.account}:function:${name}`,
    ),
  })),
)

/** What the language service complains of without reason, and why it is without. */
const falseAlarms: readonly { readonly message: RegExp; readonly why: string }[] = []

const { getLanguageService, TextDocument } = languageService
const service = getLanguageService({})

interface Complaint {
  readonly message: string
  readonly line: number
}

async function complaints(definition: string): Promise<readonly Complaint[]> {
  const document = TextDocument.create('machine.asl.json', 'asl', 1, definition)
  const found = await service.doValidation(document, service.parseJSONDocument(document))
  return found.map(({ message, range }) => ({
    message: typeof message === 'string' ? message : message.value,
    line: range.start.line,
  }))
}

describe.each(printed)('the printed machine of $name', ({ definition }) => {
  test('has nothing that AWS’s language service complains of', async () => {
    const found = await complaints(definition)
    const justified = found.filter(({ message }) => !falseAlarms.some(each => each.message.test(message)))
    expect(justified).toEqual([])
  })

  test('has only expressions that parse, and call only what Step Functions has', () => {
    const expressions = expressionsIn(JSON.parse(definition))
    expect(expressions.length).toBeGreaterThan(100)
    for (const text of expressions) {
      const { called, bound } = namesIn(jsonata(text).ast())
      const unknown = called.filter(name => !functionsOfStepFunctions.has(name) && !bound.includes(name))
      expect({ text, unknown }).toEqual({ text, unknown: [] })
    }
  })
})

describe('the judges', () => {
  test('would have seen a state that nothing leads to, a missing end and a field of another type', async () => {
    const broken = {
      StartAt: 'A',
      QueryLanguage: 'JSONata',
      States: { A: { Type: 'Pass', Next: 'Nowhere' }, B: { Type: 'Wait', Arguments: {}, Seconds: 'soon', End: true } },
    }
    expect((await complaints(JSON.stringify(broken))).length).toBeGreaterThanOrEqual(2)
  })

  test('would have seen a function that Step Functions has not', () => {
    const { called, bound } = namesIn(jsonata("($f := function($x) { $x }; $f($eval('1')))").ast())
    expect(called.filter(name => !functionsOfStepFunctions.has(name) && !bound.includes(name))).toEqual(['eval'])
  })

  test('have no exemption that nothing needs any more', async () => {
    const all = (await Promise.all(printed.map(({ definition }) => complaints(definition)))).flat()
    expect(falseAlarms.filter(each => !all.some(({ message }) => each.message.test(message)))).toEqual([])
  })
})

function expressionsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return /^\{%.*%\}$/s.test(value) ? [value.slice(2, -2)] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(expressionsIn)
}

interface Names {
  readonly called: readonly string[]
  readonly bound: readonly string[]
}

/** The functions that are called, and the names that the expression itself gives: to its arguments and its own functions. */
function namesIn(node: unknown): Names {
  if (typeof node !== 'object' || node === null || node instanceof RegExp) return { called: [], bound: [] }
  const { type, procedure, lhs, arguments: given } = node as Record<string, unknown>
  const inner = Object.values(node).map(namesIn)
  const named = (each: unknown) => String((each as { value: unknown }).value)
  const isCall = (type === 'function' || type === 'partial') && (procedure as { type: string }).type === 'variable'
  const own = [
    ...(type === 'lambda' ? (given as readonly unknown[]).map(named) : []),
    ...(type === 'bind' ? [named(lhs)] : []),
  ]
  return {
    called: [...(isCall ? [named(procedure)] : []), ...inner.flatMap(each => each.called)],
    bound: [...own, ...inner.flatMap(each => each.bound)],
  }
}

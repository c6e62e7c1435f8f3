// Evaluates one expression during a visit, and words its failures as Step Functions does.
import { uuid } from '../../aws/identifiers.ts'
import { admit, type Json, NotJson, typeName } from '../json.ts'
import { contextOf, evaluationError, type Seen, type Visit } from '../visit.ts'
import type { Expression } from './expression.ts'
import type { Frame, States } from './fast/frame.ts'
import type { World } from './functions/definition.ts'

export interface Evaluation {
  readonly expression: Expression
  readonly visit: Visit
  readonly seen: Seen
  /** The field's path, e.g. `Output/result`. */
  readonly location: string
}

export function frameOf(visit: Visit, seen: Seen, readsContext: boolean): Frame {
  const states: States = readsContext
    ? { input: visit.input, ...seen, context: contextOf(visit) }
    : { input: visit.input, ...seen }
  return { states, variables: visit.branch.variables }
}

/** Rejects with States.QueryEvaluationError; nothing (undefined) is an error, as is a function. */
export async function evaluate({ expression, visit, seen, location }: Evaluation): Promise<Json> {
  const { states, variables } = frameOf(visit, seen, expression.readsContext)
  const told = `The JSONata expression '${expression.text}' specified for the field '${location}'`
  let value: unknown
  try {
    value = await expression.evaluate(states, variables, worldOf(visit, location))
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string }
    // Without a code it is not jsonata's own and so a fault of ours, except for stack overflows in recursive lambdas.
    if (code === undefined && (error as Error).name !== 'RangeError') throw error
    throw evaluationError(visit, `${told} threw an error during evaluation. ${code ?? 'D1011'}: ${message}`, location)
  }
  if (value === undefined) throw evaluationError(visit, `${told} returned nothing (undefined).`, location)
  try {
    return admit(value)
  } catch (error) {
    if (!(error instanceof NotJson)) throw error
    throw evaluationError(visit, `${told} returned an unsupported result type.`, location)
  }
}

/** The error of an expression or literal whose value has the wrong type. */
export function wrongType(visit: Visit, found: Json, expected: { type: string; field: string; text: string }): Error {
  const { type, field, text } = expected
  const told = `The JSONata expression '${text}' specified for the field '${field}' returned an unexpected result type.`
  const was = `Expected '${type}', but was '${typeName(found)}' for value: ${JSON.stringify(found)}`
  return evaluationError(visit, `${told} ${was}`, field)
}

function worldOf(visit: Visit, location: string): World {
  const { execution, around } = visit.branch.running
  const name = [execution.arn, visit.entered, visit.retries, location] as const
  let draws = 0
  return {
    now: around.clock.now(),
    draw: () => around.chance.of(...name, draws++),
    uuid: () => uuid(around.chance, ...name, draws++),
  }
}

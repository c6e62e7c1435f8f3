// A JSONata expression: parsed once, evaluated by its compiled form where there is one, else by jsonata itself.
import jsonata from 'jsonata'
import type { Variables } from '../branch.ts'
import { type Ast, childrenOf } from './ast.ts'
import { compile } from './fast/compile.ts'
import { BEYOND, type Fast, type States } from './fast/frame.ts'
import { WORLD, type World } from './functions/definition.ts'
import { extraFunctions } from './functions/index.ts'

export interface Expression {
  /** Between `{%` and `%}`, without outer blanks. */
  readonly text: string
  readonly ast: Ast
  /** Undefined where the expression is beyond the compiler; returns BEYOND where the data is. */
  readonly fast: Fast | undefined
  /** Whether `$states.context` may be read. */
  readonly readsContext: boolean
  /** jsonata's own evaluation: of the expression, and rejecting with its own errors. */
  readonly evaluate: (states: States, variables: Variables, world: World) => Promise<unknown>
}

const parsed = new Map<string, Expression>()

/** Throws what jsonata throws for text that does not parse: `{code, message, position}`. */
export function expressionOf(text: string): Expression {
  const known = parsed.get(text)
  if (known) return known
  const program = jsonata(text)
  for (const { name, implementation, signature } of extraFunctions) {
    program.registerFunction(name, implementation, signature)
  }
  // Step Functions has no $eval: calling it is calling nothing.
  program.assign('eval', undefined)
  const ast = program.ast() as unknown as Ast
  const expression: Expression = {
    text,
    ast,
    fast: compile(ast),
    readsContext: readsContext(ast),
    evaluate: (states, variables, world) => program.evaluate(undefined, { ...variables, states, [WORLD]: world }),
  }
  parsed.set(text, expression)
  return expression
}

/** True unless every use of `$states` goes on to its input, result or errorOutput. */
function readsContext(node: object): boolean {
  const { type, steps, value } = node as Ast
  if (type === 'variable' && value === 'states') return true
  if (type === 'path' && steps?.[0]?.value === 'states' && steps[0].type === 'variable') {
    const second = steps[1]
    const known = second?.type === 'name' && ['input', 'result', 'errorOutput'].includes(String(second.value))
    return !known || steps.slice(1).some(readsContext)
  }
  return childrenOf(node).some(readsContext)
}

export { BEYOND }

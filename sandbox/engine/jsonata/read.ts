// Reads {% … %}: what counts as an expression, and which expressions Step Functions does not take.
import { refuse, type Source } from '../definition/source.ts'
import { type Ast, childrenOf } from './ast.ts'
import { type Expression, expressionOf } from './expression.ts'

/** Undefined for an ordinary string: the marks must stand at the very ends, blanks outside them included. */
export function readExpression(source: Source, path: string, text: string): Expression | undefined {
  if (!text.startsWith('{%') || !text.endsWith('%}') || text.length < 4) return undefined
  try {
    const expression = expressionOf(text.slice(2, -2).trim())
    for (const complaint of complaints(expression.ast, true)) refuse(source, path, complaint)
    return expression
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string }
    if (code === undefined) throw error
    refuse(source, path, `is not a JSONata expression: ${code}: ${message}`)
    return undefined
  }
}

/** `$` and `$$` mean nothing at the top: Step Functions evaluates without an input document. */
function complaints(node: object, top: boolean): readonly string[] {
  const { type, value, procedure, steps } = node as Ast
  if (type === 'variable' && (value === '$' || (value === '' && top))) {
    return [`$${value} is not allowed here: use $states.input`]
  }
  if (type === 'function' && procedure?.type === 'variable' && procedure.value === 'eval') {
    return ['$eval is not supported by Step Functions']
  }
  if (type === 'path' && steps) return steps.flatMap((step, index) => complaints(step, top && index === 0))
  const inner = top && type !== 'lambda' && !('predicate' in node) && !('stages' in node) && !('group' in node)
  return childrenOf(node).flatMap(child => complaints(child, inner))
}

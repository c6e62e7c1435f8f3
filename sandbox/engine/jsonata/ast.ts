// The parts of jsonata's syntax tree that the engine reads.
export interface Ast {
  readonly type: string
  readonly value?: unknown
  readonly steps?: readonly Ast[]
  readonly arguments?: readonly Ast[]
  readonly procedure?: Ast
  readonly expressions?: readonly Ast[]
  /** Operand; for an object constructor its pairs. */
  readonly lhs?: Ast | readonly (readonly [Ast, Ast])[]
  readonly rhs?: Ast
  readonly expression?: Ast
  readonly condition?: Ast
  readonly then?: Ast
  readonly else?: Ast
}

/** The tree's nodes that hold nodes of their own, in the order of the text. */
export function childrenOf(node: object): readonly object[] {
  return Object.entries(node)
    .filter(([name]) => name !== 'procedure' || (node as Ast).procedure?.type !== 'variable')
    .flatMap(([, value]) => nodesIn(value))
}

function nodesIn(value: unknown): readonly object[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn)
  if (typeof value === 'object' && value !== null && !(value instanceof RegExp)) return [value]
  return []
}

// A table from small numbers to values that many versions share: what one version does not change, it does not copy.

/** Whoever holds the token of a node may change it in place; everybody else copies it first. */
export type Token = object

interface Node {
  readonly token: Token
  readonly slots: unknown[]
}

/** The root of one version. */
export type Table = Node

const bits = 5
const width = 1 << bits
/** Five levels of 32: 33 million entries. */
const topShift = 4 * bits
const tableLimit = 2 ** (topShift + bits)

export function emptyTable(token: Token): Table {
  return { token, slots: [] }
}

export function lookUp<T>(table: Table, index: number): T | undefined {
  let node: Node | undefined = table
  for (let shift = topShift; shift > 0 && node; shift -= bits)
    node = node.slots[(index >>> shift) & (width - 1)] as Node | undefined
  return node?.slots[index & (width - 1)] as T | undefined
}

/** Gives the version with the change, which is the same table when the token allows a change in place. */
export function store(table: Table, index: number, change: { readonly value: unknown; readonly token: Token }): Table {
  if (index < 0 || index >= tableLimit) throw new RangeError(`no place for entry ${index}`)
  const { token, value } = change
  const root = mine(table, token)
  let node = root
  for (let shift = topShift; shift > 0; shift -= bits) {
    const slot = (index >>> shift) & (width - 1)
    const next = node.slots[slot] as Node | undefined
    const own = next ? mine(next, token) : emptyTable(token)
    node.slots[slot] = own
    node = own
  }
  node.slots[index & (width - 1)] = value
  return root
}

function mine(node: Node, token: Token): Node {
  return node.token === token ? node : { token, slots: node.slots.slice() }
}

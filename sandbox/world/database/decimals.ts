// Which results MySQL gives as DECIMAL (sums, averages, quotients): drivers and the Data API pass them on as text.
import { notSimulated } from './errors.ts'
import type { Token } from './tokens.ts'

/** Digits after the point by position in the select list; null keeps those that there are. */
export type Decimals = ReadonlyMap<number, number | null>

/** Functions whose result is as exact as their arguments; any other (CONCAT, CAST, COUNT …) has its own type. */
const transparent = new Set(['COALESCE', 'IFNULL', 'NULLIF', 'IF', 'ROUND', 'ABS', 'SUM', 'AVG', 'GREATEST', 'LEAST'])

/** MySQL 8.0 reference: SUM and AVG of exact values, `/`, literals with a point; `/` and AVG add four digits. */
export function decimalColumns(tokens: readonly Token[]): Decimals {
  const found = new Map<number, number | null>()
  const items = selectList(tokens)
  items.forEach((item, index) => {
    const scale = scaleOf(item)
    if (scale === undefined) return
    if (items.slice(0, index).some(each => each.at(-1)?.text === '*'))
      throw notSimulated('SUM, AVG or / after * in a select list')
    found.set(index, scale)
  })
  return found
}

/** Undefined when the item is no DECIMAL. */
function scaleOf(item: readonly Token[]): number | null | undefined {
  const [first, second] = item
  const literal = item.length === 1 || item[1]?.value === 'AS' ? /^\d*\.(\d+)$/.exec(first?.text ?? '') : null
  if (literal) return literal[1]?.length ?? 0
  if (item.some(token => token.value === 'SELECT' || token.value === 'CASE')) return undefined
  if (first?.kind === 'word' && second?.text === '(' && !transparent.has(first.value)) return undefined
  const called = (name: string) => item.some((token, index) => token.value === name && item[index + 1]?.text === '(')
  if (called('AVG') || item.some(token => token.kind === 'symbol' && token.text === '/'))
    return called('ROUND') ? null : 4
  return called('SUM') ? null : undefined
}

/** The items between the first SELECT outside parentheses and its FROM. */
function selectList(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const items: Token[][] = [[]]
  let depth = 0
  let inside = false
  for (const token of tokens) {
    if (token.text === '(') depth += 1
    if (token.text === ')') depth -= 1
    const top = depth === 0 && (token.kind === 'word' || token.kind === 'symbol')
    if (!inside) inside = top && token.value === 'SELECT'
    else if (top && ['FROM', 'UNION', 'LIMIT', 'ORDER', 'WHERE'].includes(token.value)) break
    else if (top && token.text === ',') items.push([])
    else if (!(top && token.value === 'DISTINCT')) items.at(-1)?.push(token)
  }
  return items
}

/** The DECIMAL as MySQL writes it. */
export function decimalText(value: number | bigint, scale: number | null): string {
  return scale === null || typeof value === 'bigint' ? String(value) : value.toFixed(scale)
}

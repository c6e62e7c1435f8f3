// The part of PromQL that questions about a recovery need, read into a tree; anything else is refused by name.

export interface Matcher {
  readonly label: string
  readonly operator: '=' | '!=' | '=~' | '!~'
  readonly value: string
}

export interface Selector {
  readonly kind: 'selector'
  readonly metric: string
  readonly matchers: readonly Matcher[]
  /** Milliseconds of a range selector. */
  readonly range: number | undefined
}

export type Expression =
  | Selector
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'call'; readonly name: string; readonly of: readonly Expression[] }
  | { readonly kind: 'aggregate'; readonly name: string; readonly by: readonly string[]; readonly of: Expression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }

/** A query that Prometheus itself refuses: 400 `bad_data`. */
export class BadQuery extends Error {
  override readonly name = 'BadQuery'
}

/** A query that Prometheus understands and the sandbox does not. */
export class QueryNotSimulated extends Error {
  override readonly name = 'QueryNotSimulated'
}

const aggregates = ['count', 'sum', 'min', 'max', 'avg'] as const
export const functions = [
  ...['timestamp', 'absent', 'time', 'vector', 'scalar'],
  ...['count_over_time', 'min_over_time', 'max_over_time', 'last_over_time', 'present_over_time'],
] as const

const token =
  /\s*(?:(\d+(?:\.\d+)?(?:ms|[smhdwy])(?:\d+[smhd])*)|(\d+(?:\.\d+)?)|([a-zA-Z_:][\w:]*)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(=~|!~|!=|==|>=|<=|[-+*/=<>(){}[\],@%^]))/y
const units: Readonly<Record<string, number>> = {
  ...{ ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, y: 31_536_000_000 },
}

function tokensOf(text: string): string[] {
  const found: string[] = []
  token.lastIndex = 0
  while (token.lastIndex < text.trimEnd().length) {
    const at = token.lastIndex
    const match = token.exec(text)
    if (!match) throw new BadQuery(`1:${at + 1}: parse error: unexpected character: ${JSON.stringify(text[at])}`)
    found.push(match[0].trim())
  }
  return found
}

/** @throws BadQuery, QueryNotSimulated */
export function parseQuery(text: string): Expression {
  const parser = new Parser(tokensOf(text))
  if (text.trim() === '') throw new BadQuery('unknown position: parse error: no expression found in input')
  const found = parser.comparison()
  parser.end()
  return found
}

const comparisons = ['==', '!=', '>', '<', '>=', '<=']

class Parser {
  readonly #tokens: readonly string[]
  #at = 0

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens
  }

  comparison(): Expression {
    let left = this.#sum()
    while (comparisons.includes(this.#next())) {
      const operator = this.#take()
      left = { kind: 'binary', operator, left, right: this.#sum() }
    }
    return left
  }

  end(): void {
    const rest = this.#next()
    if (rest === '') return
    if (['and', 'or', 'unless', 'offset', '@', '*', '/', '%', '^', '['].includes(rest))
      throw new QueryNotSimulated(`PromQL: ${rest}`)
    throw new BadQuery(`parse error: unexpected ${JSON.stringify(rest)}`)
  }

  #sum(): Expression {
    let left = this.#primary()
    while (['+', '-'].includes(this.#next())) {
      const operator = this.#take()
      left = { kind: 'binary', operator, left, right: this.#primary() }
    }
    return left
  }

  #primary(): Expression {
    const word = this.#take()
    if (word === '(') {
      const inner = this.comparison()
      this.#expect(')')
      return inner
    }
    if (/^\d/.test(word)) return { kind: 'number', value: Number(word) }
    if (word === '{') throw new QueryNotSimulated('PromQL: a selector without a name')
    if (!/^[a-zA-Z_:]/.test(word)) throw new BadQuery(`parse error: unexpected ${JSON.stringify(word)}`)
    if ((aggregates as readonly string[]).includes(word)) return this.#aggregate(word)
    if (this.#next() === '(') return this.#call(word)
    return this.#selector(word)
  }

  #aggregate(name: string): Expression {
    const before = this.#grouping()
    this.#expect('(')
    const of = this.comparison()
    this.#expect(')')
    const after = this.#grouping()
    return { kind: 'aggregate', name, by: [...before, ...after], of }
  }

  #grouping(): readonly string[] {
    if (this.#next() === 'without') throw new QueryNotSimulated('PromQL: without')
    if (this.#next() !== 'by') return []
    this.#take()
    this.#expect('(')
    const labels: string[] = []
    while (this.#next() !== ')') {
      labels.push(this.#take())
      if (this.#next() === ',') this.#take()
    }
    this.#expect(')')
    return labels
  }

  #call(name: string): Expression {
    if (!(functions as readonly string[]).includes(name)) throw new QueryNotSimulated(`PromQL: ${name}()`)
    this.#expect('(')
    const of: Expression[] = []
    while (this.#next() !== ')') {
      of.push(this.comparison())
      if (this.#next() === ',') this.#take()
    }
    this.#expect(')')
    return { kind: 'call', name, of }
  }

  #selector(metric: string): Selector {
    const matchers: Matcher[] = []
    if (this.#next() === '{') {
      this.#take()
      while (this.#next() !== '}') {
        const label = this.#take()
        const operator = this.#take() as Matcher['operator']
        matchers.push({ label, operator, value: this.#take().slice(1, -1) })
        if (this.#next() === ',') this.#take()
      }
      this.#expect('}')
    }
    return { kind: 'selector', metric, matchers, range: this.#next() === '[' ? this.#range() : undefined }
  }

  #range(): number {
    this.#expect('[')
    const text = this.#take()
    if (this.#next() !== ']') throw new QueryNotSimulated('PromQL: subqueries')
    this.#expect(']')
    const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwy])/g)]
    if (parts.length === 0) throw new BadQuery(`parse error: bad duration ${JSON.stringify(text)}`)
    return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0), 0)
  }

  #next(): string {
    return this.#tokens[this.#at] ?? ''
  }

  #take(): string {
    const found = this.#tokens[this.#at++]
    if (found === undefined) throw new BadQuery('parse error: unexpected end of input')
    return found
  }

  #expect(wanted: string): void {
    const found = this.#take()
    if (found !== wanted) throw new BadQuery(`parse error: unexpected ${JSON.stringify(found)}, expected ${wanted}`)
  }
}

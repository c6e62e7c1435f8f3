// MySQL's lexical rules: words, back-quoted names, strings in either quote, numbers, parameters, comments.
import { notSimulated, syntaxError } from './errors.ts'

export interface Token {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'parameter' | 'variable' | 'symbol'
  /** A word in upper case, the content of a name or string, a parameter without its colon, otherwise the text. */
  readonly value: string
  readonly text: string
  /** White space that stood before it, kept so that labels of expressions read as they were written. */
  readonly before: string
}

const lexemes: readonly (readonly [Token['kind'] | 'space' | 'comment', RegExp])[] = [
  ['space', /\s+/y],
  ['comment', /--(?=\s|$)[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\//y],
  ['name', /`(?:[^`]|``)*`/y],
  ['string', /'(?:[^'\\]|''|\\[\s\S])*'|"(?:[^"\\]|""|\\[\s\S])*"/y],
  ['number', /0x[0-9a-f]+|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy],
  ['parameter', /:[A-Za-z_]\w*/y],
  ['variable', /@@?[\w.$]*/y],
  ['word', /[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*/y],
  ['symbol', /<=>|<=|>=|<>|!=|:=|->>?|\|\||&&|<<|>>|[-+*/%(),.;=<>!|&^~?]/y],
]

export function tokenize(sql: string): readonly Token[] {
  const tokens: Token[] = []
  let before = ''
  let position = 0
  while (position < sql.length) {
    const [kind, text] = next(sql, position)
    position += text.length
    if (text.startsWith('/*!')) throw notSimulated('version comment /*!')
    if (kind === 'space' || kind === 'comment') {
      before += kind === 'space' ? text : ' '
    } else {
      tokens.push({ kind, text, value: contentOf(kind, text), before })
      before = ''
    }
  }
  while (tokens.at(-1)?.text === ';') tokens.pop()
  if (tokens.some(token => token.text === ';')) throw syntaxError(';')
  return tokens
}

function next(sql: string, position: number): readonly [Token['kind'] | 'space' | 'comment', string] {
  for (const [kind, pattern] of lexemes) {
    pattern.lastIndex = position
    const found = pattern.exec(sql)
    if (found) return [kind, found[0]]
  }
  throw syntaxError(sql.slice(position, position + 80))
}

function contentOf(kind: Token['kind'], text: string): string {
  switch (kind) {
    case 'word':
      return text.toUpperCase()
    case 'name':
      return text.slice(1, -1).replaceAll('``', '`')
    case 'parameter':
      return text.slice(1)
    case 'string':
      return unescaped(text)
    default:
      return text
  }
}

const escapes: Readonly<Record<string, string>> = { 0: '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\x1a' }

function unescaped(text: string): string {
  const quote = text[0] ?? ''
  const pattern = quote === '"' ? /\\([\s\S])|""/g : /\\([\s\S])|''/g
  return text.slice(1, -1).replace(pattern, (whole, after: string | undefined) => {
    if (after === undefined) return quote
    // `\%` and `\_` keep their backslash outside patterns too (MySQL 8.0 reference, string literals).
    return '%_'.includes(after) ? whole : (escapes[after] ?? after)
  })
}

/** A string as SQLite reads it. */
export function quoted(text: string): string {
  return text.includes('\0')
    ? `CAST(X'${Buffer.from(text).toString('hex')}' AS TEXT)`
    : `'${text.replaceAll("'", "''")}'`
}

/** A name as SQLite reads it. */
export function named(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Walks tokens for statements that are parsed rather than rewritten. */
export class Reader {
  readonly #tokens: readonly Token[]
  #position = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#position + ahead]
  }

  take(): Token {
    const token = this.#tokens[this.#position]
    if (!token) throw syntaxError('')
    this.#position += 1
    return token
  }

  /** Takes the words (or symbols) when they come next, all or none. */
  accept(...words: readonly string[]): boolean {
    const all = words.every((word, index) => {
      const token = this.peek(index)
      return token !== undefined && (token.kind === 'word' || token.kind === 'symbol') && token.value === word
    })
    if (all) this.#position += words.length
    return all
  }

  expect(...words: readonly string[]): void {
    if (!this.accept(...words)) throw syntaxError(this.rest())
  }

  /** A name, back-quoted or bare. */
  name(): string {
    const token = this.take()
    if (token.kind !== 'name' && token.kind !== 'word') throw syntaxError(token.text)
    return token.kind === 'name' ? token.value : token.text
  }

  string(): string {
    const token = this.take()
    if (token.kind !== 'string') throw syntaxError(token.text)
    return token.value
  }

  get ended(): boolean {
    return this.#position >= this.#tokens.length
  }

  rest(): string {
    return this.#tokens
      .slice(this.#position)
      .map(token => token.before + token.text)
      .join('')
      .trim()
      .slice(0, 80)
  }

  end(): void {
    if (!this.ended) throw syntaxError(this.rest())
  }

  /** The tokens not yet taken. */
  remaining(): readonly Token[] {
    return this.#tokens.slice(this.#position)
  }
}

// MySQL's errors: numbers, SQL states and texts, and what SQLite's complaints become.

/** Thrown by sessions. `number` and `state` are MySQL's (Server Error Message Reference of MySQL 8.0). */
export class SqlError extends Error {
  override readonly name = 'SqlError'
  readonly number: number
  readonly state: string

  constructor(number: number, text: string) {
    super(text)
    this.number = number
    this.state = states[number] ?? 'HY000'
  }
}

const states: Readonly<Record<number, string>> = {
  1044: '42000',
  1045: '28000',
  1048: '23000',
  1049: '42000',
  1050: '42S01',
  1051: '42S02',
  1052: '23000',
  1054: '42S22',
  1061: '42000',
  1062: '23000',
  1064: '42000',
  1136: '21S01',
  1142: '42000',
  1146: '42S02',
  1227: '42000',
  1231: '42000',
  1235: '42000',
  1305: '42000',
  1364: 'HY000',
  1366: 'HY000',
  1406: '22001',
  1452: '23000',
}

/** What the rehearsal's database does not do is refused by name: error 1235, as MySQL has for what it lacks. */
export function notSimulated(what: string): SqlError {
  return new SqlError(1235, `The simulated MySQL doesn't support '${what}'`)
}

export function syntaxError(near: string): SqlError {
  return new SqlError(
    1064,
    `You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near '${near}' at line 1`,
  )
}

type Rule = readonly [RegExp, (schema: string, found: readonly string[]) => SqlError]

const rules: readonly Rule[] = [
  [/^no such table: ([^.]+)\.(.+)$/, (_, [, other]) => new SqlError(1049, `Unknown database '${other}'`)],
  [/^no such table: (.+)$/, (schema, [, table]) => new SqlError(1146, `Table '${schema}.${table}' doesn't exist`)],
  [
    /^no such column: "?(.+?)"?(?: - should .+)?$/,
    (_, [, column]) => new SqlError(1054, `Unknown column '${column}' in 'field list'`),
  ],
  [/has no column named (.+)$/, (_, [, column]) => new SqlError(1054, `Unknown column '${column}' in 'field list'`)],
  [
    /^ambiguous column name: (.+)$/,
    (_, [, column]) => new SqlError(1052, `Column '${column}' in field list is ambiguous`),
  ],
  [/^table `?"?(.+?)`?"? already exists$/, (_, [, table]) => new SqlError(1050, `Table '${table}' already exists`)],
  [/^index (.+) already exists$/, (_, [, index]) => new SqlError(1061, `Duplicate key name '${index}'`)],
  [/^UNIQUE constraint failed: (.+)$/, (_, [, key]) => new SqlError(1062, `Duplicate entry for key '${key}'`)],
  [
    /^NOT NULL constraint failed: .+\.(.+)$/,
    (_, [, column]) => new SqlError(1048, `Column '${column}' cannot be null`),
  ],
  [/^CHECK constraint failed: (Incorrect .+)$/, (_, [, text]) => new SqlError(1366, `${text} at row 1`)],
  [/^CHECK constraint failed: (Data too long .+)$/, (_, [, text]) => new SqlError(1406, `${text} at row 1`)],
  [
    /^FOREIGN KEY constraint failed/,
    () => new SqlError(1452, 'Cannot add or update a child row: a foreign key constraint fails'),
  ],
  [/values for (\d+) columns$|supplied$/, () => new SqlError(1136, "Column count doesn't match value count at row 1")],
  [/^no such function: (.+)$/, (schema, [, name]) => new SqlError(1305, `FUNCTION ${schema}.${name} does not exist`)],
  [/^near "(.*)": syntax error$/, (_, [, near]) => syntaxError(near ?? '')],
  [/^incomplete input$/, () => syntaxError('')],
]

/** The MySQL error for one that SQLite threw; anything unforeseen keeps its text as error 1105. */
export function fromSqlite(error: unknown, schema: string): SqlError {
  // Across realms (as under jest) neither this class nor Error is recognised by instanceof.
  if (!Error.isError(error)) throw error
  if (error.name === 'SqlError') return error as SqlError
  for (const [pattern, make] of rules) {
    const found = pattern.exec(error.message)
    if (found) return make(schema, found)
  }
  return new SqlError(1105, `Unknown error: ${error.message}`)
}

// Statements that change nothing here, and the refusal of those that the simulation does not know.
import { notSimulated, SqlError, syntaxError } from './errors.ts'
import type { Reader } from './tokens.ts'

/** Whether it is a statement that changes nothing here. */
export function readNothing(reader: Reader, schema: string): boolean {
  if (reader.accept('SET', 'NAMES') || reader.accept('FLUSH', 'PRIVILEGES')) return true
  if (!reader.accept('USE')) return false
  const name = reader.name()
  if (name !== schema) throw new SqlError(1049, `Unknown database '${name}'`)
  return true
}

const unsupported = new Set([
  ...[
    'BEGIN',
    'START',
    'COMMIT',
    'ROLLBACK',
    'SAVEPOINT',
    'LOCK',
    'UNLOCK',
    'SET',
    'CALL',
    'LOAD',
    'EXPLAIN',
    'DESCRIBE',
    'DESC',
  ],
  ...[
    'CREATE',
    'DROP',
    'ALTER',
    'RENAME',
    'ANALYZE',
    'OPTIMIZE',
    'CHECK',
    'CHECKSUM',
    'REPAIR',
    'KILL',
    'PREPARE',
    'DO',
    'GRANT',
    'FLUSH',
  ],
])

/** What to throw for a statement that nothing else reads. */
export function refusal(reader: Reader): SqlError {
  const [first, second] = [reader.peek(), reader.peek(1)]
  if (first?.kind === 'word' && unsupported.has(first.value))
    return notSimulated(`${first.value} ${second?.text ?? ''}`.trim())
  return syntaxError(reader.rest())
}

// What SQLite asks about a statement while preparing it: which tables, which functions, and whether it may.
import { constants } from 'node:sqlite'
import { notSimulated, SqlError } from './errors.ts'
import { allowedFunctions, isMissing } from './functions.ts'
import { informationTables } from './information-schema.ts'
import type { Need } from './plan.ts'
import type { Token } from './tokens.ts'
import { hidden } from './translate.ts'

const privileges: Readonly<Record<number, string>> = {
  [constants.SQLITE_READ]: 'SELECT',
  [constants.SQLITE_INSERT]: 'INSERT',
  [constants.SQLITE_UPDATE]: 'UPDATE',
  [constants.SQLITE_DELETE]: 'DELETE',
}

export class Survey {
  readonly needs: Need[] = []
  /** Why it may not; undefined when it may. */
  refused: SqlError | undefined
  /** Reads information_schema. */
  information = false
  readonly #schema: string

  constructor(schema: string) {
    this.#schema = schema
  }

  /** Table names are case-sensitive on Aurora (lower_case_table_names = 0), unlike SQLite's. */
  checkCase(tokens: readonly Token[]): void {
    for (const { table } of this.needs) {
      const same = tokens.filter(
        token => (token.kind === 'name' ? token.value : token.text).toLowerCase() === table?.toLowerCase(),
      )
      const [written] = same
      if (!written || same.some(token => token.value === table || token.text === table)) continue
      throw new SqlError(1146, `Table '${this.#schema}.${written.text.replaceAll('`', '')}' doesn't exist`)
    }
  }

  /** SQLite asks here about everything a statement touches while it is being prepared. */
  see(action: number, first: string, second: string): number {
    if (action === constants.SQLITE_SELECT || action === constants.SQLITE_RECURSIVE) return constants.SQLITE_OK
    if (action === constants.SQLITE_FUNCTION) {
      const name = second.toLowerCase()
      if (allowedFunctions.has(name)) return constants.SQLITE_OK
      if (isMissing(name)) {
        this.refused = notSimulated(`${second.toUpperCase()}()`)
        return constants.SQLITE_DENY
      }
      this.refused = new SqlError(1305, `FUNCTION ${this.#schema}.${second} does not exist`)
      return constants.SQLITE_DENY
    }
    const privilege = privileges[action]
    if (privilege === 'SELECT' && informationTables.has(first)) {
      this.information = true
      return constants.SQLITE_OK
    }
    if (privilege === undefined || first.startsWith(hidden) || first.startsWith('sqlite_')) {
      this.refused = new SqlError(1146, `Table '${this.#schema}.${first}' doesn't exist`)
      return constants.SQLITE_DENY
    }
    const seen = this.needs.some(need => need.privilege === privilege && need.table === first)
    if (!seen) this.needs.push({ privilege, table: first })
    return constants.SQLITE_OK
  }
}

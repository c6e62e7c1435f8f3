// What a simulated SQL database offers: sessions, and a new database that holds exactly what was written by a moment.

export type SqlValue = string | number | bigint | boolean | null | Uint8Array

export type SqlType =
  | 'VARCHAR'
  | 'TEXT'
  | 'BIGINT'
  | 'INT'
  | 'TINYINT'
  | 'DOUBLE'
  | 'DECIMAL'
  | 'DATE'
  | 'DATETIME'
  | 'TIMESTAMP'
  | 'BLOB'

export interface SqlColumn {
  /** The label: the alias, or the expression as it was written. */
  readonly name: string
  readonly type: SqlType
  /** The table it comes from; null for an expression. */
  readonly table: string | null
}

export interface SqlResult {
  readonly columns: readonly SqlColumn[]
  readonly rows: readonly (readonly SqlValue[])[]
  /** Rows inserted, updated or deleted; 0 for a reading statement. */
  readonly affected: number
  /** Value of the AUTO_INCREMENT column of the last row inserted; null when there is none. */
  readonly insertedId: number | bigint | null
}

export interface SqlSession {
  readonly user: string
  /** Named parameters (`:name`) come from `parameters`. Throws `SqlError`. */
  execute(sql: string, parameters?: Readonly<Record<string, SqlValue>>): SqlResult
}

export interface Credentials {
  readonly user: string
  readonly password: string
  /** Address of the client, which MySQL puts into its messages; default `10.0.0.1`. */
  readonly from?: string
  /** A reader instance: writing statements are refused with error 1290. Default false. */
  readonly readOnly?: boolean
}

export interface SqlDatabase {
  /** Throws `SqlError` 1045 when the account or its password is wrong. */
  connect(credentials: Credentials): SqlSession
  /**
   * A new, independent database with exactly the statements acknowledged at or before `time` (epoch milliseconds),
   * accounts and passwords included. Throws `RangeError` before `earliest`.
   */
  at(time: number): SqlDatabase
  /** Runs a statement as the service itself (no account, no privilege check); journaled like any other. */
  administer(sql: string): SqlResult
  /** The only schema in it. */
  readonly schema: string
  /** The first moment it can be restored to, epoch milliseconds. */
  readonly earliest: number
  /** When the newest modifying statement was acknowledged, epoch milliseconds; `-Infinity` when nothing was written. */
  readonly newestWriteAt: number
}

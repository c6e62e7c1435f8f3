// A database from its bytes, in memory: the volume is mounted for reading only.
import { DatabaseSync } from 'node:sqlite'
import type { OpenDatabase } from './grafana-database.ts'

export const openDatabase: OpenDatabase = bytes => {
  const database = new DatabaseSync(':memory:')
  database.deserialize(bytes)
  return sql => database.prepare(sql).all()
}

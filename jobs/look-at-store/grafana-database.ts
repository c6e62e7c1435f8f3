// Grafana's database on a disk: a SQLite file that is sound, and how many dashboards, folders and data sources it holds.
import { Broken, type Reading, readWhole, sizeOf } from './reading.ts'

/** Answers a query with its rows; throws where the file is not a sound database. */
export type Ask = (sql: string) => readonly Readonly<Record<string, unknown>>[]
export type OpenDatabase = (bytes: Uint8Array) => Ask

const FILE = 'grafana.db'
/** Of the header: 2 says that the last changes lie in a log beside the file, which a copy in memory does not have. */
const WRITE_VERSION = 18
const READ_VERSION = 19

export async function lookAtDatabase(files: Reading, directory: string, open: OpenDatabase) {
  const path = `${directory}/${FILE}`
  if ((await sizeOf(files, path)) === 0) throw new Broken('there is no database on the volume')
  const bytes = await readWhole(files, path)
  bytes[WRITE_VERSION] = 1
  bytes[READ_VERSION] = 1
  const ask = sound(open, bytes)
  const count = (sql: string) => Number(ask(sql)[0]?.count ?? 0)
  const tables = ask("SELECT name FROM sqlite_master WHERE type = 'table'").map(({ name }) => String(name))
  if (!tables.includes('dashboard')) throw new Broken('its database has no table of dashboards')
  return {
    dashboards: count('SELECT COUNT(*) AS count FROM dashboard WHERE is_folder = 0'),
    folders: count('SELECT COUNT(*) AS count FROM dashboard WHERE is_folder = 1'),
    sources: count('SELECT COUNT(*) AS count FROM data_source'),
    // Changes that were being made when the snapshot was taken; Grafana takes them back when it starts.
    unfinished: Math.min(1, await sizeOf(files, `${path}-journal`)),
  }
}

function sound(open: OpenDatabase, bytes: Uint8Array): Ask {
  try {
    const ask = open(bytes)
    const verdict = ask('PRAGMA integrity_check')[0]?.integrity_check
    if (verdict === 'ok') return ask
    throw new Broken(`its database is not sound: ${String(verdict).slice(0, 200)}`)
  } catch (error) {
    if ((error as { readonly code?: string }).code !== 'ERR_SQLITE_ERROR') throw error
    throw new Broken(`its database is not sound: ${Error.isError(error) ? error.message : ''}`)
  }
}

// Grafana's database: a real SQLite file, with the tables and columns of Grafana's own that anything here reads.
import { createHash } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { type Dashboard, dashboards, dataSources, folders, modelOf, slugOf } from './dashboards.ts'

export interface Administrator {
  readonly user: string
  readonly password: string
}

const schema = `
CREATE TABLE org (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE user (id INTEGER PRIMARY KEY, login TEXT NOT NULL UNIQUE, email TEXT NOT NULL, password TEXT, salt TEXT, is_admin INTEGER NOT NULL);
CREATE TABLE folder (id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, org_id INTEGER NOT NULL, title TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL);
CREATE TABLE dashboard (id INTEGER PRIMARY KEY AUTOINCREMENT, version INTEGER NOT NULL, slug TEXT NOT NULL, title TEXT NOT NULL, data TEXT NOT NULL, org_id INTEGER NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL, uid TEXT NOT NULL UNIQUE, is_folder INTEGER NOT NULL DEFAULT 0, folder_uid TEXT);
CREATE TABLE data_source (id INTEGER PRIMARY KEY AUTOINCREMENT, org_id INTEGER NOT NULL, version INTEGER NOT NULL, type TEXT NOT NULL, name TEXT NOT NULL, access TEXT NOT NULL, url TEXT NOT NULL, is_default INTEGER NOT NULL, json_data TEXT, created TEXT NOT NULL, updated TEXT NOT NULL, uid TEXT NOT NULL UNIQUE);
CREATE TABLE migration_log (id INTEGER PRIMARY KEY, migration_id TEXT NOT NULL, success INTEGER NOT NULL);
INSERT INTO migration_log (migration_id, success) VALUES ('create org table v1', 1);
INSERT INTO org (id, name) VALUES (1, 'Main Org.');
`

const at = (time: number): string => new Date(time).toISOString().slice(0, 19).replace('T', ' ')

export const hashed = (password: string, salt: string): string =>
  createHash('sha256').update(`${salt}${password}`).digest('hex')

/** What Grafana makes where there is none: an administrator from its environment, and nothing else. */
export function emptyDatabase({ user, password }: Administrator): DatabaseSync {
  const database = new DatabaseSync(':memory:')
  database.exec(schema)
  const salt = createHash('sha256').update(user).digest('hex').slice(0, 10)
  database
    .prepare('INSERT INTO user (id, login, email, password, salt, is_admin) VALUES (1, ?, ?, ?, ?, 1)')
    .run(user, 'admin@localhost', hashed(password, salt), salt)
  return database
}

/** With everything that people had made by then. */
export function databaseAt(time: number, administrator: Administrator): DatabaseSync {
  const database = emptyDatabase(administrator)
  const made = at(Date.UTC(2028, 2, 1))
  for (const { uid, title } of folders) addFolder(database, { uid, title, time: Date.UTC(2028, 2, 1) })
  for (const { uid, name, type, url, isDefault } of dataSources)
    database
      .prepare(
        "INSERT INTO data_source (org_id, version, type, name, access, url, is_default, json_data, created, updated, uid) VALUES (1, 1, ?, ?, 'proxy', ?, ?, '{}', ?, ?, ?)",
      )
      .run(type, name, url, isDefault ? 1 : 0, made, made, uid)
  for (const each of dashboards) if (each.createdAt <= time) addDashboard(database, each)
  return database
}

export function addFolder(
  database: DatabaseSync,
  { uid, title, time }: { readonly uid: string; readonly title: string; readonly time: number },
): void {
  database
    .prepare('INSERT INTO folder (uid, org_id, title, created, updated) VALUES (?, 1, ?, ?, ?)')
    .run(uid, title, at(time), at(time))
  database
    .prepare(
      "INSERT INTO dashboard (version, slug, title, data, org_id, created, updated, uid, is_folder) VALUES (1, ?, ?, '{}', 1, ?, ?, ?, 1)",
    )
    .run(slugOf(title), title, at(time), at(time), uid)
}

function addDashboard(database: DatabaseSync, dashboard: Dashboard): void {
  const { uid, title, folderUid, createdAt } = dashboard
  const data = JSON.stringify(modelOf(dashboard))
  database
    .prepare(
      'INSERT INTO dashboard (version, slug, title, data, org_id, created, updated, uid, is_folder, folder_uid) VALUES (1, ?, ?, ?, 1, ?, ?, ?, 0, ?)',
    )
    .run(slugOf(title), title, data, at(createdAt), at(createdAt), uid, folderUid === '' ? null : folderUid)
}

export const sqlTime = at

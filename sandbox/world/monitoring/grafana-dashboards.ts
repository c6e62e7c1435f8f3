// Grafana's dashboards over HTTP: searched, read, saved and deleted. Source: grafana.com, "Dashboard HTTP API".
import type { ServiceAnswer } from '../../kubernetes/api/server.ts'
import { slugOf } from './dashboards.ts'
import type { Grafana } from './grafana.ts'
import { answer, type DashboardRow, type FolderRow, notFound, urlOf } from './grafana-answers.ts'
import { sqlTime } from './grafana-database.ts'

/** What a search gives when nobody says more, and the most that it gives. */
const searchLimit = 1000
const mostFound = 5000

/** Folders too, unless `type=dash-db` (aws-behaviour C33). */
export function search({ database }: Grafana, query: URLSearchParams): ServiceAnswer {
  const limit = Math.min(mostFound, Number(query.get('limit') ?? searchLimit))
  const page = Math.max(1, Number(query.get('page') ?? 1))
  const type = query.get('type')
  const rows = database.prepare('SELECT * FROM dashboard ORDER BY title, id').all() as unknown as DashboardRow[]
  const found = rows
    .filter(row => type === null || (type === 'dash-folder') === (row.is_folder === 1))
    .filter(row => row.title.toLowerCase().includes((query.get('query') ?? '').toLowerCase()))
    .slice((page - 1) * limit, page * limit)
  return answer(
    200,
    found.map(row => hit(database, row)),
  )
}

function hit(database: Grafana['database'], row: DashboardRow): object {
  const { id, uid, title, slug, is_folder, folder_uid } = row
  const folder = folder_uid === null ? undefined : folderOf(database, folder_uid)
  return {
    ...{ id, orgId: 1, uid, title, uri: `db/${slug}`, url: urlOf(row), slug: '' },
    ...{ type: is_folder === 1 ? 'dash-folder' : 'dash-db', tags: [], isStarred: false, sortMeta: 0, isDeleted: false },
    ...(folder && { folderId: folder.id, folderUid: folder.uid, folderTitle: folder.title }),
  }
}

export const folderOf = (database: Grafana['database'], uid: string): FolderRow | undefined =>
  database.prepare('SELECT id, uid, title FROM folder WHERE uid = ?').get(uid) as FolderRow | undefined

const byUid = (database: Grafana['database'], uid: string): DashboardRow | undefined =>
  database.prepare('SELECT * FROM dashboard WHERE uid = ? AND is_folder = 0').get(uid) as DashboardRow | undefined

export function readDashboard({ database }: Grafana, uid: string): ServiceAnswer {
  const row = byUid(database, uid)
  if (!row) return notFound('Dashboard')
  const folder = row.folder_uid === null ? undefined : folderOf(database, row.folder_uid)
  return answer(200, {
    meta: {
      ...{ type: 'db', canSave: true, canEdit: true, canAdmin: true, slug: row.slug, url: urlOf(row) },
      ...{ created: row.created, updated: row.updated, version: row.version, isFolder: false },
      ...{ folderUid: row.folder_uid ?? '', folderTitle: folder?.title ?? 'General', provisioned: false },
    },
    dashboard: { ...JSON.parse(row.data), id: row.id, uid: row.uid, version: row.version },
  })
}

interface Save {
  readonly dashboard?: {
    readonly id?: number | null
    readonly uid?: string
    readonly title?: string
    readonly version?: number
  }
  readonly folderUid?: string
  readonly overwrite?: boolean
}

/** The body is `{dashboard, folderUid, overwrite}`: what GET gave is refused, and an id of another database is unknown. */
export function saveDashboard(grafana: Grafana, body: unknown): ServiceAnswer {
  const { dashboard, folderUid = '', overwrite = false } = (body ?? {}) as Save
  const { database } = grafana
  if (!dashboard?.title) return answer(400, { message: 'Dashboard title cannot be empty', status: 'empty-name' })
  if (folderUid !== '' && !folderOf(database, folderUid))
    return answer(400, { message: 'folder not found', status: 'not-found' })
  const byId = dashboard.id
    ? (database.prepare('SELECT * FROM dashboard WHERE id = ?').get(dashboard.id) as DashboardRow | undefined)
    : undefined
  if (dashboard.id && !byId) return answer(404, { message: 'Dashboard not found', status: 'not-found' })
  const existing = byId ?? (dashboard.uid ? byUid(database, dashboard.uid) : undefined)
  if (existing && existing.version !== dashboard.version && !overwrite)
    return answer(412, { message: 'The dashboard has been changed by someone else', status: 'version-mismatch' })
  const saved = store(grafana, { ...dashboard, title: dashboard.title }, { existing, folderUid })
  grafana.save()
  return answer(200, { ...saved, url: urlOf({ ...saved, is_folder: 0 } as DashboardRow), status: 'success', folderUid })
}

interface Named {
  readonly uid?: string
  readonly title: string
}

function store(
  { database, now }: Grafana,
  dashboard: Named,
  { existing, folderUid }: { readonly existing: DashboardRow | undefined; readonly folderUid: string },
) {
  const { id: _, version: __, ...model } = dashboard as Named & { id?: unknown; version?: unknown }
  const time = sqlTime(now)
  const slug = slugOf(dashboard.title)
  const folder = folderUid === '' ? null : folderUid
  if (existing) {
    const version = existing.version + 1
    const data = JSON.stringify({ ...model, uid: existing.uid })
    database
      .prepare(
        'UPDATE dashboard SET version = ?, slug = ?, title = ?, data = ?, updated = ?, folder_uid = ? WHERE id = ?',
      )
      .run(version, slug, dashboard.title, data, time, folder, existing.id)
    return { id: existing.id, uid: existing.uid, version, slug }
  }
  const next = (database.prepare('SELECT COALESCE(MAX(id), 0) + 1 AS id FROM dashboard').get() as { id: number }).id
  const uid = dashboard.uid ? dashboard.uid : `made-${next}`
  database
    .prepare(
      'INSERT INTO dashboard (id, version, slug, title, data, org_id, created, updated, uid, is_folder, folder_uid) VALUES (?, 1, ?, ?, ?, 1, ?, ?, ?, 0, ?)',
    )
    .run(next, slug, dashboard.title, JSON.stringify({ ...model, uid }), time, time, uid, folder)
  return { id: next, uid, version: 1, slug }
}

export function deleteDashboard(grafana: Grafana, uid: string): ServiceAnswer {
  const row = byUid(grafana.database, uid)
  if (!row) return notFound('Dashboard')
  grafana.database.prepare('DELETE FROM dashboard WHERE id = ?').run(row.id)
  grafana.save()
  return answer(200, { title: row.title, message: `Dashboard ${row.title} deleted`, id: row.id })
}

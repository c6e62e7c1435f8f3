// The HTTP API of Grafana, as far as proofs, exports and imports ask it. Source: grafana.com, "HTTP API".
import type { ServiceAnswer } from '../../kubernetes/api/server.ts'
import type { Grafana } from './grafana.ts'
import { answer, type DataSourceRow, type FolderRow, notFound, shownDataSource } from './grafana-answers.ts'
import { deleteDashboard, folderOf, readDashboard, saveDashboard, search } from './grafana-dashboards.ts'
import { addFolder, sqlTime } from './grafana-database.ts'
import { isSignedIn, signIn } from './grafana-session.ts'
import type { Request } from './prometheus-api.ts'

type Ask = (
  grafana: Grafana,
  request: Request & { readonly key: string; readonly json: () => unknown },
) => ServiceAnswer

const routes: Readonly<Record<string, Ask>> = {
  'GET /api/search': (grafana, { query }) => search(grafana, query),
  'GET /api/dashboards/uid/*': (grafana, { key }) => readDashboard(grafana, key),
  'DELETE /api/dashboards/uid/*': (grafana, { key }) => deleteDashboard(grafana, key),
  'POST /api/dashboards/db': (grafana, { json }) => saveDashboard(grafana, json()),
  'GET /api/folders': ({ database }) =>
    answer(200, database.prepare('SELECT id, uid, title FROM folder ORDER BY title').all() as unknown as FolderRow[]),
  'GET /api/folders/*': ({ database }, { key }) => {
    const found = folderOf(database, key)
    return found ? answer(200, found) : notFound('Folder')
  },
  'POST /api/folders': (grafana, { json }) => makeFolder(grafana, json()),
  'DELETE /api/folders/*': (grafana, { key }) => deleteFolder(grafana, key),
  'GET /api/datasources': ({ database }) => answer(200, dataSourcesIn(database).map(shownDataSource)),
  'GET /api/datasources/uid/*': ({ database }, { key }) => {
    const found = dataSourcesIn(database).find(({ uid }) => uid === key)
    return found ? answer(200, shownDataSource(found)) : notFound('Data source')
  },
  'POST /api/datasources': (grafana, { json }) => makeDataSource(grafana, json()),
  'DELETE /api/datasources/uid/*': (grafana, { key }) => {
    const { changes } = grafana.database.prepare('DELETE FROM data_source WHERE uid = ?').run(key)
    if (changes === 0) return notFound('Data source')
    grafana.save()
    return answer(200, { message: 'Data source deleted' })
  },
}

export function askGrafana(grafana: Grafana, request: Request): ServiceAnswer {
  const { path, method, body } = request
  if (!grafana.isReady) return answer(503, { message: 'starting' })
  if (path === '/api/health') return answer(200, { commit: 'sandbox', database: 'ok', version: '12.1.0' })
  if (method === 'POST' && path === '/login') return login(grafana, parsed(body))
  if (!path.startsWith('/api/'))
    return answer(501, { message: `not simulated by the sandbox: Grafana ${method} ${path}` })
  if (!isSignedIn(grafana, request))
    return answer(401, { message: 'Unauthorized', messageId: 'auth.unauthorized', statusCode: 401, traceID: '' })
  const exact = routes[`${method} ${path}`]
  if (exact) return withJson(body, json => exact(grafana, { ...request, key: '', json: () => json }))
  const slash = path.lastIndexOf('/')
  const named = routes[`${method} ${path.slice(0, slash)}/*`]
  if (!named) return answer(501, { message: `not simulated by the sandbox: Grafana ${method} ${path}` })
  return named(grafana, { ...request, key: decodeURIComponent(path.slice(slash + 1)), json: () => undefined })
}

function withJson(body: string, go: (json: unknown) => ServiceAnswer): ServiceAnswer {
  const json = parsed(body)
  return body !== '' && json === undefined ? answer(400, { message: 'bad request data' }) : go(json)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function login(grafana: Grafana, given: unknown): ServiceAnswer {
  const { user = '', password = '' } = (given ?? {}) as { user?: string; password?: string }
  const cookie = signIn(grafana, user, password)
  if (cookie === undefined)
    return answer(401, { message: 'Invalid username or password', messageId: 'password-auth.failed', statusCode: 401 })
  return answer(200, { message: 'Logged in', redirectUrl: '/' }, { 'set-cookie': cookie })
}

function makeFolder(grafana: Grafana, given: unknown): ServiceAnswer {
  const { title = '', uid } = (given ?? {}) as { title?: string; uid?: string }
  const { database } = grafana
  if (title === '') return answer(400, { message: 'folder title cannot be empty' })
  if (uid && folderOf(database, uid)) return answer(409, { message: 'a folder with the same uid already exists' })
  const { count } = database.prepare('SELECT COUNT(*) AS count FROM folder').get() as { count: number }
  const made = uid ? uid : `folder-${count + 1}`
  addFolder(database, { uid: made, title, time: grafana.now })
  grafana.save()
  return answer(200, folderOf(database, made))
}

function deleteFolder(grafana: Grafana, uid: string): ServiceAnswer {
  const { database } = grafana
  if (!folderOf(database, uid)) return notFound('Folder')
  // With everything in it.
  database.prepare('DELETE FROM dashboard WHERE folder_uid = ? OR uid = ?').run(uid, uid)
  database.prepare('DELETE FROM folder WHERE uid = ?').run(uid)
  grafana.save()
  return answer(200, { message: 'Folder deleted' })
}

const dataSourcesIn = (database: Grafana['database']): DataSourceRow[] =>
  database.prepare('SELECT * FROM data_source ORDER BY name').all() as unknown as DataSourceRow[]

interface NewDataSource {
  readonly name?: string
  readonly type?: string
  readonly url?: string
  readonly access?: string
  readonly uid?: string
  readonly isDefault?: boolean
  readonly jsonData?: object
}

function makeDataSource(grafana: Grafana, given: unknown): ServiceAnswer {
  const {
    name = '',
    type = '',
    url = '',
    access = 'proxy',
    isDefault = false,
    jsonData = {},
    uid,
  } = (given ?? {}) as NewDataSource
  const { database } = grafana
  if (name === '' || type === '') return answer(400, { message: 'bad request data' })
  const all = dataSourcesIn(database)
  if (all.some(each => each.name === name))
    return answer(409, { message: 'data source with the same name already exists' })
  if (uid && all.some(each => each.uid === uid))
    return answer(409, { message: 'data source with the same uid already exists' })
  const made = uid ? uid : `source-${all.length + 1}`
  const time = sqlTime(grafana.now)
  database
    .prepare(
      'INSERT INTO data_source (org_id, version, type, name, access, url, is_default, json_data, created, updated, uid) VALUES (1, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(type, name, access, url, isDefault ? 1 : 0, JSON.stringify(jsonData), time, time, made)
  grafana.save()
  const found = dataSourcesIn(database).find(each => each.uid === made)
  return answer(200, { id: found?.id, message: 'Datasource added', name, datasource: found && shownDataSource(found) })
}

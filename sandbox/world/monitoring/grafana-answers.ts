// Answers as Grafana gives them, and rows of its database as its API shows them.
import type { ServiceAnswer } from '../../kubernetes/api/server.ts'

export const answer = (status: number, body: unknown, headers?: Readonly<Record<string, string>>): ServiceAnswer => ({
  status,
  contentType: 'application/json; charset=UTF-8',
  body: JSON.stringify(body),
  ...(headers && { headers }),
})

export const notFound = (what: string): ServiceAnswer =>
  answer(404, {
    message: `${what} not found`,
    messageId: `${what.toLowerCase()}.notFound`,
    statusCode: 404,
    traceID: '',
  })

export interface DashboardRow {
  readonly id: number
  readonly version: number
  readonly slug: string
  readonly title: string
  readonly data: string
  readonly created: string
  readonly updated: string
  readonly uid: string
  readonly is_folder: number
  readonly folder_uid: string | null
}

export interface FolderRow {
  readonly id: number
  readonly uid: string
  readonly title: string
}

export interface DataSourceRow {
  readonly id: number
  readonly uid: string
  readonly org_id: number
  readonly version: number
  readonly type: string
  readonly name: string
  readonly access: string
  readonly url: string
  readonly is_default: number
  readonly json_data: string
}

export const urlOf = ({ uid, slug, is_folder }: DashboardRow): string =>
  is_folder === 1 ? `/dashboards/f/${uid}/${slug}` : `/d/${uid}/${slug}`

/** Secrets of a data source are never told (`secureJsonData`). */
export const shownDataSource = ({
  id,
  uid,
  org_id,
  version,
  type,
  name,
  access,
  url,
  ...row
}: DataSourceRow): object => ({
  ...{ id, uid, orgId: org_id, name, type, typeName: type, access, url, version },
  ...{ user: '', database: '', basicAuth: false, isDefault: row.is_default === 1, readOnly: false },
  jsonData: JSON.parse(row.json_data),
})

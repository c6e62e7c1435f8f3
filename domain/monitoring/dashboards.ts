// Grafana's dashboards outside of Grafana: an export that can be imported again, and what of it is missing.
import * as z from 'zod'
import { instant } from '../instant.ts'

const folder = z.object({ uid: z.string(), title: z.string() })
/** Whatever else Grafana says of a data source is kept; it never says what is secret. */
const source = z.looseObject({ uid: z.string(), name: z.string(), type: z.string() })

export type Folder = z.infer<typeof folder>
export type Source = z.infer<typeof source>

/** As `GET /api/dashboards/uid/:uid` answers (aws-behaviour C33). */
export interface WholeDashboard {
  readonly dashboard: Readonly<Record<string, unknown>>
  readonly meta: { readonly folderUid?: string; readonly provisioned?: boolean }
}

export const dashboardExport = z.strictObject({
  at: instant,
  folders: z.array(folder),
  sources: z.array(source),
  dashboards: z.array(
    z.strictObject({
      uid: z.string(),
      folderUid: z.string().describe('Empty for the general folder.'),
      dashboard: z.record(z.string(), z.unknown()),
    }),
  ),
})

export type DashboardExport = z.infer<typeof dashboardExport>
type Exported = DashboardExport['dashboards'][number]

/** Uids of what Grafana holds. */
export const heldSchema = z.strictObject({
  dashboards: z.array(z.string()),
  folders: z.array(z.string()),
  sources: z.array(z.string()),
})
export type Held = z.infer<typeof heldSchema>

export const exportedOf = (uid: string, { dashboard, meta }: WholeDashboard): Exported => ({
  uid,
  folderUid: meta.folderUid ?? '',
  dashboard: { ...dashboard },
})

/** The id is the database's own: with one, Grafana looks for that row and answers 404 (aws-behaviour C33). */
export const importBody = ({ dashboard, folderUid }: Exported, message: string): object => ({
  dashboard: { ...dashboard, id: null },
  ...(folderUid !== '' && { folderUid }),
  overwrite: true,
  message,
})

/** Numbers and versions are the database's own; nothing that is secret was exported. */
export function sourceBody({ id: _, orgId: __, version: ___, readOnly: ____, ...source }: Source): Source {
  return source as Source
}

/** What an import adds: it changes nothing that is there, for people may have edited it since. */
export const missingFrom = (exported: DashboardExport, held: Held): DashboardExport => ({
  at: exported.at,
  folders: exported.folders.filter(({ uid }) => !held.folders.includes(uid)),
  sources: exported.sources.filter(({ uid }) => !held.sources.includes(uid)),
  dashboards: exported.dashboards.filter(({ uid }) => !held.dashboards.includes(uid)),
})

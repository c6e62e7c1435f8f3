// What people have made in Grafana over the years: folders, data sources, and some two dozen dashboards.

export interface Folder {
  readonly uid: string
  readonly title: string
}

export interface DataSource {
  readonly uid: string
  readonly name: string
  readonly type: string
  readonly url: string
  readonly isDefault: boolean
}

export interface Dashboard {
  readonly uid: string
  readonly title: string
  /** Empty for the general folder. */
  readonly folderUid: string
  readonly query: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
}

export const folders: readonly Folder[] = [
  { uid: 'platform', title: 'Platform' },
  { uid: 'wordpress', title: 'WordPress' },
  { uid: 'database', title: 'Database' },
  { uid: 'business', title: 'Business' },
]

export const dataSources: readonly DataSource[] = [
  {
    ...{ uid: 'prometheus', name: 'Prometheus', type: 'prometheus', isDefault: true },
    url: 'http://kube-prometheus-prometheus.observability:9090',
  },
  {
    ...{ uid: 'cloudwatch', name: 'CloudWatch', type: 'cloudwatch', isDefault: false },
    url: '',
  },
  {
    ...{ uid: 'alertmanager', name: 'Alertmanager', type: 'alertmanager', isDefault: false },
    url: 'http://alertmanager-operated.observability:9093',
  },
]

const titles: Readonly<Record<string, readonly string[]>> = {
  platform: ['Nodes', 'Cluster capacity', 'Kubelet', 'CoreDNS', 'API server', 'Persistent volumes', 'Costs', 'Backups'],
  wordpress: ['Requests', 'PHP workers', 'Object cache', 'Cron', 'Uploads', 'Logins', 'Plugins'],
  database: ['Aurora overview', 'Slow queries', 'Connections', 'Replication lag'],
  business: ['Orders', 'Newsletter', 'Comments a day', 'Search terms'],
  '': ['Home', 'On call'],
}

const queries = ['up', 'sum(scrape_samples_scraped)', 'count(up == 1)', 'http_requests_total']

/** Two years of work; the youngest was made in the week before the rehearsal's Monday. */
export const dashboards: readonly Dashboard[] = Object.entries(titles)
  .flatMap(([folderUid, names]) => names.map(title => ({ folderUid, title })))
  .map(({ folderUid, title }, index) => ({
    uid: `d${String(index + 1).padStart(3, '0')}-${slugOf(title)}`,
    ...{ title, folderUid, query: queries[index % queries.length] ?? 'up' },
    createdAt: Date.UTC(2028, 2, 1) + index * 30 * 86_400_000,
  }))

export function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

/** As Grafana keeps it, without the id that its database gives. */
export const modelOf = ({ uid, title, query }: Dashboard): object => ({
  ...{ uid, title, tags: [], timezone: 'utc', schemaVersion: 41, refresh: '30s', editable: true },
  time: { from: 'now-2d', to: 'now' },
  panels: [
    {
      ...{ id: 1, type: 'timeseries', title, gridPos: { x: 0, y: 0, w: 24, h: 9 } },
      datasource: { type: 'prometheus', uid: 'prometheus' },
      targets: [{ refId: 'A', expr: query }],
    },
  ],
})

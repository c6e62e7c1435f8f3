// Tables, as kubectl asks for them: the columns that people look at, with ages by the server's clock.
import type { KubernetesObject } from '../object.ts'

interface Column {
  readonly name: string
  readonly of: (object: KubernetesObject, now: number) => string | number
}

const text = (value: unknown): string => (value === undefined || value === '' ? '<none>' : String(value))
const number = (value: unknown): number => Number(value ?? 0)

const nameColumn: Column = { name: 'Name', of: ({ metadata }) => metadata.name }
const ageColumn: Column = {
  name: 'Age',
  of: ({ metadata }, now) => age(now - Date.parse(metadata.creationTimestamp ?? '')),
}

const column = (name: string, of: Column['of']): Column => ({ name, of })

/** Kinds whose state is worth a column; the names are kubectl's. */
const columns: Readonly<Record<string, readonly Column[]>> = {
  Pod: [
    column('Ready', ({ spec, status }) => `${readyContainers(status)}/${number(spec?.containers?.length)}`),
    column('Status', podStatus),
    column('Restarts', ({ status }) => number(status?.containerStatuses?.[0]?.restartCount)),
  ],
  Deployment: [
    column('Ready', ({ spec, status }) => `${number(status?.readyReplicas)}/${number(spec?.replicas)}`),
    column('Up-to-date', ({ status }) => number(status?.updatedReplicas)),
    column('Available', ({ status }) => number(status?.availableReplicas)),
  ],
  ReplicaSet: [
    column('Desired', ({ spec }) => number(spec?.replicas)),
    column('Current', ({ status }) => number(status?.replicas)),
    column('Ready', ({ status }) => number(status?.readyReplicas)),
  ],
  Job: [column('Completions', ({ status }) => `${number(status?.succeeded)}/1`)],
  CronJob: [
    column('Schedule', ({ spec }) => text(spec?.schedule)),
    column('Suspend', ({ spec }) => (spec?.suspend ? 'True' : 'False')),
  ],
  HorizontalPodAutoscaler: [
    column('Minpods', ({ spec }) => number(spec?.minReplicas)),
    column('Maxpods', ({ spec }) => number(spec?.maxReplicas)),
    column('Replicas', ({ status }) => number(status?.currentReplicas)),
  ],
  PersistentVolume: [
    column('Reclaim Policy', ({ spec }) => text(spec?.persistentVolumeReclaimPolicy)),
    column('Status', ({ status }) => text(status?.phase)),
    column('Claim', ({ spec }) => text(spec?.claimRef && `${spec.claimRef.namespace}/${spec.claimRef.name}`)),
  ],
  PersistentVolumeClaim: [
    column('Status', ({ status }) => text(status?.phase)),
    column('Volume', ({ spec }) => text(spec?.volumeName)),
  ],
  ExternalSecret: [
    column('Refresh Interval', ({ spec }) => text(spec?.refreshInterval)),
    column('Ready', ({ status }) => text(conditionOf(status, 'Ready'))),
  ],
  Application: [
    column('Sync Status', ({ status }) => text(status?.sync?.status)),
    column('Health Status', ({ status }) => text(status?.health?.status)),
  ],
}

/** `objects` are of one kind; without any, only name and age are told. */
export function tableOf(objects: readonly KubernetesObject[], now: number): object {
  const shown = [nameColumn, ...(columns[objects[0]?.kind ?? ''] ?? []), ageColumn]
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { resourceVersion: objects[0]?.metadata.resourceVersion ?? '' },
    columnDefinitions: shown.map(({ name }) => ({
      name,
      type: 'string',
      format: name === 'Name' ? 'name' : '',
      description: '',
      priority: 0,
    })),
    rows: objects.map(object => ({
      cells: shown.map(({ of }) => String(of(object, now))),
      object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata },
    })),
  }
}

type Status = KubernetesObject['status']

const readyContainers = (status: Status): number =>
  (status?.containerStatuses ?? []).filter((each: { ready?: boolean }) => each.ready).length

const conditionOf = (status: Status, type: string): string | undefined =>
  (status?.conditions ?? []).find((each: { type: string }) => each.type === type)?.status

function podStatus({ metadata, status }: KubernetesObject): string {
  if (metadata.deletionTimestamp !== undefined) return 'Terminating'
  const { waiting, terminated } = status?.containerStatuses?.[0]?.state ?? {}
  return waiting?.reason ?? terminated?.reason ?? text(status?.phase)
}

/** The largest unit that fills, as `5m` or `3d`; kubectl's own has more steps. */
function age(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000)
  if (!(seconds >= 0)) return '<unknown>'
  if (seconds < 120) return `${seconds}s`
  if (seconds < 7200) return `${Math.floor(seconds / 60)}m`
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`
}
